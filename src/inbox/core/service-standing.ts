import type { Measured } from '../../hours/core/service-level.js';
import type { Target } from '../../hours/core/service-policy.js';

/** How what staff owe now stands: in time, nearly over, or over. */
export const SERVICE_STATES = ['onTrack', 'warned', 'breached'] as const;
export type ServiceState = (typeof SERVICE_STATES)[number];

/** How a conversation stands under the version of a service policy that it is held to. */
export interface ServiceStanding {
  policyId: string;
  version: number;
  name: string;
  state: ServiceState;
  /** Which promise `dueAt` of the conversation is of; null while none runs. */
  for: Target | null;
  /** First answer and resolution, and the latest of the next answers; what runs has used what it had when it was looked at last. */
  promises: Measured[];
  /** Of the record that it was measured in; an older one never replaces a newer one. */
  rev: number;
}
