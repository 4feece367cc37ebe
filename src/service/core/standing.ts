import type { Measured, PolicyInForce, ServiceLevel } from '../../hours/core/service-level.js';
import type { ServiceStanding, ServiceState } from '../../inbox/core/service-standing.js';

const NEXT_SHOWN = 3;

/** How a conversation stands: what staff owe now, the nearest of it, and what was promised. One that is over owes nothing. */
export function standingOf(
  { policyId, version, policy }: PolicyInForce,
  { measured }: ServiceLevel,
  isOver: boolean,
): { serviceLevel: Omit<ServiceStanding, 'rev'>; dueAt: Date | null } {
  const owed = isOver ? [] : measured.filter(({ endedAt }) => endedAt === null);
  const nearest = owed
    .filter(({ dueAt }) => dueAt !== null)
    .toSorted((one, other) => Number(one.dueAt) - Number(other.dueAt))[0];
  const next = measured.filter(({ target }) => target === 'nextResponse');
  const hidden = new Set(next.slice(0, -NEXT_SHOWN));
  return {
    serviceLevel: {
      policyId,
      version,
      name: policy.name,
      state: stateOf(owed),
      for: nearest?.target ?? null,
      promises: measured.filter((one) => !hidden.has(one)),
    },
    dueAt: nearest?.dueAt ?? null,
  };
}

function stateOf(owed: Measured[]): ServiceState {
  if (owed.some(({ breachedAt }) => breachedAt !== null)) return 'breached';
  return owed.some(({ warnedAt }) => warnedAt !== null) ? 'warned' : 'onTrack';
}
