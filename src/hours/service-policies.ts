import type { Context } from '../context.js';
import { InvalidInputError } from '../errors.js';
import { calendars, getHours } from './calendars.js';
import type { PolicyInForce } from './core/service-level.js';
import type { ServicePolicy } from './core/service-policy.js';
import { ServicePolicyModel } from './definition.model.js';
import { versionsIn } from '../infra/mongo/versions.js';

/** Service policies that one channel can have. */
export const SERVICE_POLICIES_MAX = 100;

export const servicePolicies = versionsIn<ServicePolicy>(ServicePolicyModel, 'service policy', SERVICE_POLICIES_MAX);

/** A version of a policy, the newest where none is named, with its calendar as it is now; NotFoundError without one. */
export async function getPolicyInForce(
  ctx: Pick<Context, 'clock'>,
  policyId: string,
  wanted?: number,
): Promise<PolicyInForce> {
  const { version, definition: policy } = await servicePolicies.get(policyId, wanted);
  const found = policy.calendarId === null ? null : await getHours(ctx, policy.calendarId);
  return {
    policyId,
    version,
    policy,
    calendarVersion: found?.calendar.version ?? null,
    hours: found?.hours ?? null,
  };
}

/** Refuses a policy whose calendar is not one of the channel. */
export async function requireCalendarOf(channelId: string, { calendarId }: ServicePolicy): Promise<void> {
  if (calendarId === null) return;
  const known = await calendars.list(channelId);
  if (known.some(({ definitionId }) => definitionId === calendarId)) return;
  const names = known.map(({ definitionId, definition }) => `${definitionId} (${definition.name})`).join(', ');
  throw new InvalidInputError(
    'invalid_input',
    `calendarId ${calendarId} is not a calendar of channel ${channelId}; it has ${names || 'none'}.`,
  );
}
