import { z } from 'zod';
import { addDays, localDayOf } from '../../shared/local-day.js';

const REWARDS_MAX = 31;
const BONUSES_MAX = 20;
const STREAK_MAX = 3_650;
const Reward = z.number().int().min(1).max(1_000_000);

/** What a channel gives for checking in each day. */
export const CheckInProgram = z.strictObject({
  isEnabled: z.boolean(),
  /** Points of the first day of a streak, the second, and so on. */
  rewards: z.array(Reward).min(1).max(REWARDS_MAX),
  /** What comes after the last of them: from the first again, or the last each day. */
  afterwards: z.enum(['repeat', 'stay']).default('repeat'),
  /** Points on top on the day on which a streak is this long. */
  bonuses: z
    .array(z.strictObject({ streak: z.number().int().min(2).max(STREAK_MAX), points: Reward }))
    .max(BONUSES_MAX)
    .refine(
      (bonuses) => new Set(bonuses.map(({ streak }) => streak)).size === bonuses.length,
      'must name each streak once',
    )
    .default([]),
});
export type CheckInProgram = z.infer<typeof CheckInProgram>;

export const DEFAULT_CHECK_IN: CheckInProgram = { isEnabled: false, rewards: [1], afterwards: 'repeat', bonuses: [] };

/** A day that a friend checked in on: in which zone, and which of a streak it was. */
export interface CheckIn {
  day: string;
  zone: string;
  streak: number;
}

/**
 * The check-in that a friend makes at an instant, or null when there was one that day already. A day is over only when it is
 * in the zone of the last check-in and in the friend's present one: who changes zones gains no second one, and who travels
 * keeps the streak when it was the next day in either.
 */
export function decideCheckIn(last: CheckIn | null, at: Date, zone: string): CheckIn | null {
  const day = localDayOf(at, zone);
  if (last === null) return { day, zone, streak: 1 };
  const dayThere = localDayOf(at, last.zone);
  if (day <= last.day || dayThere <= last.day) return null;
  return { day, zone, streak: goesOn(last, day, dayThere) ? last.streak + 1 : 1 };
}

/** How long a friend's streak is at an instant: 0 once a day was missed. */
export function streakAt(last: CheckIn | null, at: Date, zone: string): number {
  return last && goesOn(last, localDayOf(at, zone), localDayOf(at, last.zone)) ? last.streak : 0;
}

function goesOn(last: CheckIn, ...days: string[]): boolean {
  const next = addDays(last.day, 1);
  return days.some((day) => day <= next);
}

/** Points for a day of a streak, with the bonus that is in them. */
export function rewardOf(
  { rewards, afterwards, bonuses }: CheckInProgram,
  streak: number,
): { points: number; bonus: number } {
  const index = afterwards === 'repeat' ? (streak - 1) % rewards.length : Math.min(streak, rewards.length) - 1;
  const bonus = bonuses.find((one) => one.streak === streak)?.points ?? 0;
  return { points: (rewards[index] ?? 0) + bonus, bonus };
}

/** Whether a postback's data says that the friend checks in. */
export const isCheckIn = (data: string): boolean => new URLSearchParams(data).get('action') === 'check-in';
