import type { Stretch } from '../../hours/core/opening-hours.js';

const MINUTE_MS = 60_000;
/** A new friend's profile, and with it their language, is on its way: worth a moment, while the reply is fresh. */
const PROFILE_WAIT_MS = 5_000;

/** Why a friend who wrote while it is closed is not told so. */
export const UNTOLD_REASONS = ['noReply', 'staffAnsweredLately', 'cannotReach'] as const;
export type UntoldReason = (typeof UNTOLD_REASONS)[number];

/** What the out-of-hours answer came to the last time that it was due: sent, or why not. */
export interface OutOfHoursNote {
  at: Date;
  /** Since when it was closed; one answer for each such time. */
  closedSince: Date | null;
  opensAt: Date;
  outcome: 'sent' | UntoldReason;
}

/** A conversation, its friend and the closed time around what they said last, as far as the answer looks at them. */
export interface ToldOfHours {
  conversation: {
    state: string;
    waitingSince?: Date | undefined;
    lastInboundAt: Date | null;
    lastStaffAt: Date | null;
  };
  friend: { standing: string; profileFetchedAt: Date | null };
  closed: Stretch;
  quietMinutes: number;
  last: OutOfHoursNote | null;
  now: Date;
}

/** `nothing`: it is not due. `wait`: look again in a moment. `skip`: it is due and cannot be, with the reason. */
export type OutOfHoursDecision =
  { kind: 'nothing' } | { kind: 'wait' } | { kind: 'skip'; reason: UntoldReason } | { kind: 'answer'; opensAt: Date };

/** Whether a friend who waits for staff is told when it opens. What was said before it closed, or opened again, needs no word. */
export function decideOutOfHours({
  conversation: { state, waitingSince, lastInboundAt, lastStaffAt },
  friend,
  closed: { since, until },
  quietMinutes,
  last,
  now,
}: ToldOfHours): OutOfHoursDecision {
  if (state !== 'open' || !waitingSince || !lastInboundAt || !until || until <= now) return { kind: 'nothing' };
  if (last?.outcome === 'sent' && last.closedSince?.getTime() === since?.getTime()) return { kind: 'nothing' };
  if (friend.standing === 'blocked') return { kind: 'skip', reason: 'cannotReach' };
  if (lastStaffAt && now.getTime() - lastStaffAt.getTime() < quietMinutes * MINUTE_MS)
    return { kind: 'skip', reason: 'staffAnsweredLately' };
  if (friend.profileFetchedAt === null && now.getTime() - lastInboundAt.getTime() < PROFILE_WAIT_MS)
    return { kind: 'wait' };
  return { kind: 'answer', opensAt: until };
}
