import type { Context } from '../context.js';
import type { Friend } from '../friends/index.js';
import { addDays, localDayOf } from '../shared/local-day.js';
import { findLastCheckIn, getFriendZone } from './check-in.js';
import { getCheckInProgram } from './check-in-program.js';
import { decideCheckIn, rewardOf, streakAt } from './core/check-in.js';
import { PointEntryModel } from './point.model.js';

const CALENDAR_DAYS = 35; // five weeks
const DAY_MS = 24 * 3600 * 1000;

/** Where a friend stands with checking in, and the days of the last five weeks, the latest last. */
export interface CheckInStatus {
  isEnabled: boolean;
  timeZone: string;
  today: string;
  streak: number;
  isClaimedToday: boolean;
  nextReward: { streak: number; points: number; bonus: number };
  calendar: { day: string; points: number | null }[];
}

/** The status of a friend now. */
export async function getCheckInStatus(ctx: Pick<Context, 'clock'>, friend: Friend): Promise<CheckInStatus> {
  const now = ctx.clock.now();
  const [program, timeZone, last] = await Promise.all([
    getCheckInProgram(ctx, friend.channelId),
    getFriendZone(ctx, friend),
    findLastCheckIn(friend._id),
  ]);
  const streak = streakAt(last, now, timeZone);
  const today = localDayOf(now, timeZone);
  return {
    isEnabled: program.isEnabled,
    timeZone,
    today,
    streak,
    isClaimedToday: decideCheckIn(last, now, timeZone) === null,
    nextReward: { streak: streak + 1, ...rewardOf(program, streak + 1) },
    calendar: await readCalendar(friend._id, today, now),
  };
}

/** A day counts as the one that it was for the friend then. */
async function readCalendar(friendId: string, today: string, now: Date): Promise<CheckInStatus['calendar']> {
  const since = new Date(now.getTime() - (CALENDAR_DAYS + 2) * DAY_MS);
  const entries = await PointEntryModel.find(
    { friendId, 'source.kind': 'checkIn', at: { $gte: since } },
    { source: 1, points: 1 },
  ).lean();
  const points = new Map<string, number>();
  for (const entry of entries) {
    if (entry.source.kind !== 'checkIn') continue;
    const { day } = entry.source;
    points.set(day, (points.get(day) ?? 0) + entry.points);
  }
  return Array.from({ length: CALENDAR_DAYS }, (_, index) => {
    const day = addDays(today, index - CALENDAR_DAYS + 1);
    return { day, points: points.get(day) ?? null };
  });
}
