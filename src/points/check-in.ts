import { zoneOf } from '../friends/core/time-zone.js';
import type { Friend } from '../friends/index.js';
import type { Context } from '../context.js';
import { appendEntry, type Appended, type Needs } from './append-entry.js';
import { getCheckInProgram } from './check-in-program.js';
import { decideCheckIn, rewardOf, type CheckIn, type CheckInProgram } from './core/check-in.js';
import { newExpiry } from './earn-points.js';
import { getChannelZone } from './point-settings.js';
import { PointEntryModel, type PointEntry } from './point.model.js';
import { getBalance } from './present-points.js';
import { localDayOf } from '../shared/local-day.js';

/** What came of checking in; `isClaimed` false when the friend had checked in that day already. */
export interface CheckInOutcome {
  isClaimed: boolean;
  /** Points for this check-in, or for that of earlier today. */
  points: number;
  streak: number;
  balance: number;
  /** What the next day will give. */
  nextPoints: number;
}

/**
 * Checks a friend in for the day that it is for them, with the points for it. Once a day, however often and by whatever way it
 * is asked for; the same cause, such as a redelivered tap, gets the same answer. Null when the channel does not have it.
 */
export async function checkIn(
  ctx: Needs,
  friend: Friend,
  { at, cause }: { at: Date; cause: string },
): Promise<CheckInOutcome | null> {
  const program = await getCheckInProgram(ctx, friend.channelId);
  if (!program.isEnabled) return null;
  const zone = await getFriendZone(ctx, friend);
  const expiresAt = await newExpiry(ctx, friend.channelId);
  // The entries say when the friend checked in last, and nobody writes one between this look and the next place.
  const appended = await appendEntry(ctx, friend, `check-in/${friend._id}/${localDayOf(at, zone)}`, async () => {
    const claim = decideCheckIn(await findLastCheckIn(friend._id), at, zone);
    if (!claim) return null;
    const { points, bonus } = rewardOf(program, claim.streak);
    const source = { kind: 'checkIn' as const, id: cause, ...claim, bonus };
    return { op: 'earn', parts: [{ expiresAt, points }], reason: 'check-in', source, at };
  });
  return outcomeOf(ctx, friend, { appended, program, cause });
}

async function outcomeOf(
  ctx: Needs,
  friend: Friend,
  { appended, program, cause }: { appended: Appended | null; program: CheckInProgram; cause: string },
): Promise<CheckInOutcome> {
  const entry = appended?.entry ?? (await findLastEntry(friend._id));
  const streak = entry?.source.kind === 'checkIn' ? entry.source.streak : 0;
  return {
    isClaimed: appended !== null && appended.entry.source.id === cause,
    points: entry?.points ?? 0,
    streak,
    balance: appended?.balance ?? (await getBalance(friend, ctx.clock.now())).balance,
    nextPoints: rewardOf(program, streak + 1).points,
  };
}

/** The time zone in which a friend's days are counted. */
export const getFriendZone = async (ctx: Pick<Context, 'clock'>, friend: Friend): Promise<string> =>
  zoneOf(friend, await getChannelZone(ctx, friend.channelId));

/** When a friend checked in last; null when they never did. */
export async function findLastCheckIn(friendId: string): Promise<CheckIn | null> {
  const { source } = (await findLastEntry(friendId)) ?? {};
  return source?.kind === 'checkIn' ? source : null;
}

async function findLastEntry(friendId: string): Promise<PointEntry | null> {
  return PointEntryModel.findOne({ friendId, 'source.kind': 'checkIn' }).sort({ at: -1 }).lean();
}
