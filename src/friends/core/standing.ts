import type { Friend } from './friend.js';

type StandingFields = Pick<Friend, 'standing' | 'standingAt' | 'followedAt' | 'blockedAt'>;

/**
 * What a follow or unfollow changes, or null for nothing. Events may arrive out of order, so the latest decides the
 * standing (of two at the same instant, the unfollow) and the earliest follow is kept as the first.
 */
export function decideStanding(
  friend: StandingFields,
  event: { type: 'follow' | 'unfollow'; at: Date },
): StandingFields | null {
  const followedAt = event.type === 'follow' ? earliest(friend.followedAt, event.at) : friend.followedAt;
  const changed = isNewer(friend, event)
    ? event.type === 'follow'
      ? { standing: 'following' as const, standingAt: event.at, blockedAt: null }
      : { standing: 'blocked' as const, standingAt: event.at, blockedAt: event.at }
    : { standing: friend.standing, standingAt: friend.standingAt, blockedAt: friend.blockedAt };
  const isSame =
    changed.standingAt?.getTime() === friend.standingAt?.getTime() &&
    changed.standing === friend.standing &&
    followedAt === friend.followedAt;
  return isSame ? null : { ...changed, followedAt };
}

function isNewer(friend: StandingFields, event: { type: 'follow' | 'unfollow'; at: Date }): boolean {
  if (friend.standingAt === null || event.at > friend.standingAt) return true;
  return (
    event.at.getTime() === friend.standingAt.getTime() && event.type === 'unfollow' && friend.standing !== 'blocked'
  );
}

const earliest = (known: Date | null, at: Date): Date => (known !== null && known <= at ? known : at);
