import type { Friend } from '../../friends/core/friend.js';

/**
 * `opened`: the link was opened by somebody who is no friend yet. `joined`: they followed. `rewarded`: both have their points,
 * which a quick block would take back. `settled`: they stayed. `refused`: it brings nothing. `reversing`, `reversed`: they
 * blocked quickly, and what was given is or was taken back.
 */
export const REFERRAL_STATES = ['opened', 'joined', 'rewarded', 'settled', 'refused', 'reversing', 'reversed'] as const;
export type ReferralState = (typeof REFERRAL_STATES)[number];

/** Why a referral brings nothing. */
export const REFUSALS = ['programOff', 'referrerGone', 'cap', 'quickBlock'] as const;
export type Refusal = (typeof REFUSALS)[number];

/** One person who was brought: by one friend, once for ever. */
export interface Referral {
  /** `channelId/lineUserId` of who was brought. */
  _id: string;
  channelId: string;
  lineUserId: string;
  /** Whose link it was. */
  referrerId: string;
  refereeId: string | null;
  state: ReferralState;
  refusal: Refusal | null;
  openedAt: Date;
  /** Until when the opened link holds for a follow. */
  expiresAt: Date;
  joinedAt: Date | null;
  rewardedAt: Date | null;
  /** When the next step is due: settling, or what a crash left undone. Null when none is. */
  dueAt: Date | null;
}

/** Somebody just came when they were first seen no longer ago: LINE may tell of the follow before the page does. */
const JUST_CAME_MS = 2 * 60_000;

/** What opening a link comes to. */
export type Opening = 'welcome' | 'self' | 'alreadyFriend';

/** Whether somebody can still be brought: not by themselves, and not who was brought or a friend before, blocked since or not. */
export function decideOpening(
  {
    lineUserId,
    visitor,
    earlier,
    now,
  }: { lineUserId: string; visitor: Friend | null; earlier: Pick<Referral, 'state'> | null; now: Date },
  referrer: Pick<Friend, 'lineUserId'> & { broughtBy: string | null },
): Opening {
  if (lineUserId === referrer.lineUserId) return 'self';
  if (earlier?.state === 'reversing' || earlier?.state === 'reversed') return 'alreadyFriend';
  if (visitor === null) return 'welcome';
  // Who brought the referrer was a friend before.
  if (visitor._id === referrer.broughtBy) return 'alreadyFriend';
  const justCame = now.getTime() - visitor.createdAt.getTime() < JUST_CAME_MS && visitor.standing === 'following';
  return justCame || visitor.followedAt === null ? 'welcome' : 'alreadyFriend';
}

/** Why a referral of somebody who joined is not rewarded; null when it is. */
export function refusalOf({
  isEnabled,
  referrer,
  rewardedLately,
  per30DaysMax,
}: {
  isEnabled: boolean;
  referrer: Pick<Friend, 'standing' | 'blacklisted'> | null;
  rewardedLately: number;
  per30DaysMax: number;
}): Refusal | null {
  if (!isEnabled) return 'programOff';
  if (referrer === null || referrer.standing !== 'following' || referrer.blacklisted !== null) return 'referrerGone';
  return rewardedLately >= per30DaysMax ? 'cap' : null;
}
