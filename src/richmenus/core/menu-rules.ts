import { z } from 'zod';
import { endOfHours } from '../../deliveries/core/hours.js';
import { TimeOfDay } from '../../deliveries/core/sending-policy.js';
import type { Friend } from '../../friends/core/friend.js';
import { soonest } from '../../segments/core/duration.js';
import { evaluate } from '../../segments/core/evaluate.js';
import type { Known } from '../../segments/core/known.js';
import { SegmentRule } from '../../segments/core/rule.js';
import { Instant } from '../../shared/instant.js';
import { addDays, atLocalTime, localDayOf } from '../../shared/local-day.js';

const DAYS_OF_WEEK = 7;

/**
 * Hours of the day in the channel's time zone, over midnight when `until` is the earlier one, on these days of the week (1 is
 * Monday); hours over midnight belong to the day on which they begin.
 */
const DailyHours = z
  .strictObject({
    from: TimeOfDay,
    until: TimeOfDay,
    weekdays: z
      .array(z.number().int().min(1).max(DAYS_OF_WEEK))
      .min(1)
      .max(DAYS_OF_WEEK)
      .refine((days) => new Set(days).size === days.length, { error: 'must name each day once' })
      .optional(),
  })
  .refine(({ from, until }) => from !== until, { error: 'must end at another time than they begin' });
type DailyHours = z.infer<typeof DailyHours>;

/** One menu, for whom, and when: from an instant, until before another, in some hours of the day; always without them. */
export const MenuRule = z
  .strictObject({
    name: z.string().trim().min(1).max(100),
    when: SegmentRule,
    menu: z.string().min(1).max(60),
    from: Instant.optional(),
    until: Instant.optional(),
    daily: DailyHours.optional(),
  })
  .refine(({ from, until }) => from === undefined || until === undefined || from < until, {
    error: 'must end after it begins',
    path: ['until'],
  });
export type MenuRule = z.infer<typeof MenuRule>;

/** Which menu a friend gets: the first rule that holds, from the top. */
export const MenuRules = z.strictObject({
  rules: z
    .array(MenuRule)
    .max(100)
    .check(({ value, issues }) => {
      const names = value.map(({ name }) => name);
      for (const [index, name] of names.entries()) {
        if (names.indexOf(name) === index) continue;
        const message = `must be unique: ${name} is the name of rule ${names.indexOf(name) + 1} too`;
        issues.push({ code: 'custom', path: [index, 'name'], message, input: name });
      }
    }),
});
export type MenuRules = z.infer<typeof MenuRules>;

/** The rules that a channel starts with, for the menus that are shipped. */
export const DEFAULT_MENU_RULES: MenuRules = {
  rules: [
    { name: 'VIP', when: { stage: ['grow'] }, menu: 'vip' },
    { name: 'Verified owner', when: { verifiedOwner: true }, menu: 'owner' },
    { name: 'Gone quiet', when: { activityStatus: ['atRisk', 'dormant', 'lost'] }, menu: 'win-back' },
    { name: 'Retained', when: { stage: ['retain'] }, menu: 'tab-ride' },
    { name: 'Engaged', when: { stage: ['engage', 'retain'] }, menu: 'engaged' },
    { name: 'Everybody else', when: { everyone: true }, menu: 'newcomer' },
  ],
};

/** Menus that there are. A rule for another one is skipped: a menu may be taken away after rules were made. */
export type KnownMenus = Pick<ReadonlyMap<string, unknown>, 'has'>;

/** The menu that the rules give a friend and the rule that gave it; null when none holds. */
export function chooseMenu(
  { rules }: MenuRules,
  friend: Friend,
  { now, known, menus }: { now: Date; known: Known; menus: KnownMenus },
): { menu: string; rule: string } | null {
  const chosen = rules.find(
    (rule) =>
      menus.has(rule.menu) &&
      isWithinTime(rule, now, known.timeZone) &&
      evaluate(rule.when, friend, now, known).truth === true,
  );
  return chosen ? { menu: chosen.menu, rule: chosen.name } : null;
}

/** Earliest instant at which another menu may be the right one by time alone; null when only something that happens can change it. */
export function menuCheckAt({ rules }: MenuRules, friend: Friend, now: Date, known: Known): Date | null {
  return soonest(
    rules.flatMap((rule) => [
      nextEdge(rule, now, known.timeZone),
      // What a rule sees matters in its time alone.
      isWithinTime(rule, now, known.timeZone) ? evaluate(rule.when, friend, now, known).nextCheckAt : null,
    ]),
    now,
  );
}

/** Whether an instant is within the time of a rule. */
export function isWithinTime({ from, until, daily }: MenuRule, at: Date, timeZone: string): boolean {
  if (from !== undefined && at < from) return false;
  if (until !== undefined && at >= until) return false;
  return daily === undefined || isWithinHours(daily, at, timeZone);
}

function isWithinHours(daily: DailyHours, at: Date, timeZone: string): boolean {
  const end = endOfHours(daily, at, timeZone);
  if (end === null) return false;
  const endsOn = localDayOf(end, timeZone);
  const beganOn = daily.until < daily.from ? addDays(endsOn, -1) : endsOn;
  return daily.weekdays === undefined || daily.weekdays.includes(isoWeekdayOf(beganOn));
}

/** The next instant at which the time of a rule begins or ends; null when it does neither any more. */
function nextEdge({ from, until, daily }: MenuRule, now: Date, timeZone: string): Date | null {
  if (until !== undefined && now >= until) return null;
  const ends = [from ?? null, until ?? null];
  if (daily === undefined) return soonest(ends, now);
  // Hours matter from the beginning of the whole time on, and nothing is next to look at after its end.
  const after = from !== undefined && from > now ? from : now;
  return soonest([...ends, nextHoursEdge(daily, after, timeZone)], now);
}

function nextHoursEdge({ from, until, weekdays }: DailyHours, after: Date, timeZone: string): Date | null {
  const today = localDayOf(after, timeZone);
  // From yesterday, whose hours may end today, to the same day of next week.
  const days = Array.from({ length: DAYS_OF_WEEK + 2 }, (_, index) => addDays(today, index - 1));
  const edges = days
    .filter((day) => weekdays === undefined || weekdays.includes(isoWeekdayOf(day)))
    .flatMap((day) => [
      atLocalTime(day, from, timeZone),
      atLocalTime(until < from ? addDays(day, 1) : day, until, timeZone),
    ]);
  return soonest(edges, after);
}

const isoWeekdayOf = (day: string) => new Date(`${day}T00:00:00Z`).getUTCDay() || DAYS_OF_WEEK;
