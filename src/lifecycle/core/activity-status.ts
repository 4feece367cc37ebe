import type { ActivityStatus, Friend } from '../../friends/core/friend.js';
import { lastSeenAt, type Idle } from '../../friends/core/idle.js';
import { daysAfter } from './days.js';
import type { LifecycleSettings } from './settings.js';

export interface ActivityStatusDecision {
  name: ActivityStatus;
  /** The exact instant at which it began, whenever it is looked at. */
  since: Date;
  /** Earliest instant at which it changes by time alone. */
  nextCheckAt: Date | null;
}

type Thresholds = Pick<LifecycleSettings, 'atRiskAfterDays' | 'dormantAfterDays' | 'lostAfterDays' | 'returnedForDays'>;

/**
 * How lately a friend was active: by the days since the last activity, or since we know them. Whoever is active again after
 * having been dormant or lost counts as returned for a while. The friend's `idle`
 * makes the answer independent of whether anybody looked during the pause.
 */
export function decideActivityStatus(
  friend: Pick<Friend, 'activityStatus' | 'lastActiveAt' | 'followedAt' | 'createdAt' | 'idle'>,
  settings: Thresholds,
  now: Date,
): ActivityStatusDecision {
  const { idle = null } = friend;
  const base = lastSeenAt(friend);
  const atRiskAt = daysAfter(base, settings.atRiskAfterDays);
  const dormantAt = daysAfter(base, settings.dormantAfterDays);
  const lostAt = daysAfter(base, settings.lostAfterDays);
  if (now >= lostAt) return { name: 'lost', since: lostAt, nextCheckAt: null };
  if (now >= dormantAt) return { name: 'dormant', since: dormantAt, nextCheckAt: lostAt };
  if (now >= atRiskAt) return { name: 'atRisk', since: atRiskAt, nextCheckAt: dormantAt };

  const returnedAt = findReturn(friend, settings, base, idle);
  if (returnedAt === null)
    return { name: 'active', since: activeSince(friend, settings, base, idle), nextCheckAt: atRiskAt };
  const settledAt = daysAfter(returnedAt, settings.returnedForDays);
  if (now >= settledAt) return { name: 'active', since: settledAt, nextCheckAt: atRiskAt };
  return { name: 'returned', since: returnedAt, nextCheckAt: settledAt < atRiskAt ? settledAt : atRiskAt };
}

/** When the friend last came back after having been dormant or lost; null when that was before they were last at risk, or never. */
function findReturn(
  { activityStatus }: Pick<Friend, 'activityStatus'>,
  { atRiskAfterDays, dormantAfterDays }: Thresholds,
  base: Date,
  idle: Idle | null,
): Date | null {
  if (idle && (!activityStatus || idle.to >= activityStatus.since)) {
    if (idle.to >= daysAfter(idle.from, dormantAfterDays)) return idle.to;
    if (idle.to >= daysAfter(idle.from, atRiskAfterDays)) return null;
  }
  switch (activityStatus?.name) {
    case 'returned':
      return activityStatus.since;
    case 'dormant':
    case 'lost':
      return base > activityStatus.since ? base : null;
    default:
      return null;
  }
}

/** When a friend who did not come back from far began to be active. */
function activeSince(
  { activityStatus }: Pick<Friend, 'activityStatus'>,
  { atRiskAfterDays }: Thresholds,
  base: Date,
  idle: Idle | null,
): Date {
  const endedRisk = idle !== null && idle.to >= daysAfter(idle.from, atRiskAfterDays);
  if (activityStatus?.name === 'active')
    return endedRisk && idle.to > activityStatus.since ? idle.to : activityStatus.since;
  return endedRisk ? idle.to : base;
}
