import { z } from 'zod';
import { isTimeZone } from '../../shared/local-day.js';
import { HolidayCountry } from './holidays.js';

/** Days of the week, in the order of JavaScript's `getUTCDay`. */
export const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;
export const Weekday = z.enum(WEEKDAYS);
export type Weekday = z.infer<typeof Weekday>;

const FRAMES_MAX = 6; // a day: three shifts with a break in each
const DAYS_OF_OWN_MAX = 400;
/** Less in a week, and the longest target would not be reached within the years that are looked at. */
const WEEKLY_MINUTES_MIN = 60;

const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'must be a time such as 09:30, at most 24:00');

/** Open from one time of the day until just before another, by the clocks of the calendar's zone. `24:00` ends the day. */
export const Frame = z
  .strictObject({ from: TimeOfDay, to: TimeOfDay })
  .refine(({ from, to }) => from < to, { error: 'must end after it begins; go on on the next day after 24:00' });
export type Frame = z.infer<typeof Frame>;

const Frames = z
  .array(Frame)
  .max(FRAMES_MAX)
  .superRefine((frames, check) => {
    for (const [index, { from }] of frames.entries()) {
      const before = frames[index - 1];
      if (before && from < before.to)
        check.addIssue({
          code: 'custom',
          path: [index],
          message: `begins at ${from}, before the one ahead of it ends at ${before.to}; frames follow one another`,
        });
    }
  });

/** A calendar day without a time or zone, `YYYY-MM-DD`. */
export const Day = z.iso.date();

/**
 * When a team works: frames for each weekday in a time zone, without the holidays of some countries and days of its own. What
 * says most about a day decides: an opening of that day, then a closed day, a make-up workday, a holiday, the weekday.
 */
export const Calendar = z
  .strictObject({
    name: z.string().trim().min(1).max(100),
    timeZone: z.string().max(60).refine(isTimeZone, { error: 'must be a time zone such as Asia/Taipei' }),
    week: z.strictObject(Object.fromEntries(WEEKDAYS.map((day) => [day, Frames])) as Record<Weekday, typeof Frames>),
    holidays: z
      .array(
        z.strictObject({
          country: HolidayCountry,
          /** Days that the country works in exchange for a holiday, such as a Saturday: open like the weekday that they stand for. */
          worksMakeUpDays: z.boolean().default(false),
        }),
      )
      .max(HolidayCountry.options.length)
      .default([]),
    closedDays: z
      .array(z.strictObject({ day: Day, name: z.string().trim().max(100).default('') }))
      .max(DAYS_OF_OWN_MAX)
      .default([]),
    openDays: z
      .array(z.strictObject({ day: Day, frames: Frames.min(1), name: z.string().trim().max(100).default('') }))
      .max(DAYS_OF_OWN_MAX)
      .default([]),
  })
  .superRefine(({ week, holidays, closedDays, openDays }, check) => {
    const weekly = WEEKDAYS.reduce((sum, day) => sum + week[day].reduce((all, frame) => all + minutesOf(frame), 0), 0);
    if (weekly < WEEKLY_MINUTES_MIN)
      check.addIssue({
        code: 'custom',
        path: ['week'],
        message: `is open for ${weekly} minutes; at least ${WEEKLY_MINUTES_MIN} minutes a week are needed`,
      });
    const once = (path: string, given: string[]) => {
      const twice = given.find((one, index) => given.indexOf(one) !== index);
      if (twice !== undefined) check.addIssue({ code: 'custom', path: [path], message: `names ${twice} twice` });
    };
    once(
      'holidays',
      holidays.map(({ country }) => country),
    );
    once(
      'closedDays',
      closedDays.map(({ day }) => day),
    );
    once(
      'openDays',
      openDays.map(({ day }) => day),
    );
    const both = openDays.find(({ day }) => closedDays.some((closed) => closed.day === day));
    if (both)
      check.addIssue({ code: 'custom', path: ['openDays'], message: `names ${both.day}, which is a closed day too` });
  });
export type Calendar = z.infer<typeof Calendar>;

/** Minutes since midnight of a time of the day; 1,440 for `24:00`. */
export const minuteOf = (timeOfDay: string): number => Number(timeOfDay.slice(0, 2)) * 60 + Number(timeOfDay.slice(3));

const minutesOf = ({ from, to }: Frame) => minuteOf(to) - minuteOf(from);
