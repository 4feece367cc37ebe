import { z } from 'zod';
import { SENDS_KEPT } from '../../friends/core/sends.js';
import { ContentType } from '../../messages/core/template.js';

/** A wall clock time, `00:00` to `23:59`. */
export const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of the day such as 21:30');

/** Hours of the day, from one wall clock time until before another; over midnight when the second is the earlier one. */
export const Hours = z
  .strictObject({ from: TimeOfDay, until: TimeOfDay })
  .refine(({ from, until }) => from !== until, { error: 'must end at another time than they begin' });
export type Hours = z.infer<typeof Hours>;

/** Hours without messages, in the friend's zone; what is due then waits for their end, or is dropped. */
const QuietHours = z
  .strictObject({ from: TimeOfDay, until: TimeOfDay, then: z.enum(['wait', 'drop']).default('wait') })
  .refine(({ from, until }) => from !== until, { error: 'must end at another time than they begin' });

const Cap = z.number().int().min(1).max(SENDS_KEPT).nullable().default(null);

/** The most messages that a friend gets in the past 24 hours, 7 days and 30 days, over all senders. */
const FrequencyCaps = z.strictObject({ day: Cap, week: Cap, month: Cap });
export type FrequencyCaps = z.infer<typeof FrequencyCaps>;

/** The most promotions in the past 30 days for friends in a stage; a null stage stands for those that none names. */
const PromotionCap = z.strictObject({
  stage: z.string().min(1).max(60).nullable(),
  month: z.number().int().min(0).max(SENDS_KEPT),
});

const PRICE_STEPS_MAX = 20;
const Price = z.number().min(0).max(1_000_000);

/** What LINE asks in a month from a date on: a fee with included messages, and steps for those beyond. */
export const Plan = z
  .strictObject({
    name: z.string().trim().min(1).max(60),
    /** First day, `YYYY-MM-DD` in the channel's zone. */
    from: z.iso.date(),
    currency: z.string().regex(/^[A-Z]{3}$/, 'must be a currency such as TWD'),
    fee: Price,
    included: z.number().int().min(0).max(100_000_000),
    /** Price of each message beyond the included ones, up to a number of messages in the month; empty: none can be bought. */
    extra: z
      .array(z.strictObject({ upTo: z.number().int().positive().nullable(), each: Price }))
      .max(PRICE_STEPS_MAX)
      .default([]),
  })
  .refine(({ extra }) => extra.every((step, index) => isAscending(extra[index - 1], step)), {
    error: 'must have extra steps of growing upTo, null only in the last',
    path: ['extra'],
  });
export type Plan = z.infer<typeof Plan>;

const isAscending = (before: { upTo: number | null } | undefined, { upTo }: { upTo: number | null }) =>
  before === undefined || (before.upTo !== null && (upTo === null || upTo > before.upTo));

/** What may be spent in a calendar month of the channel's zone; null is no limit of ours. */
const Budget = z.strictObject({
  messages: z.number().int().min(0).max(100_000_000).nullable().default(null),
  /** Beyond the plan's fee, in its currency. */
  money: Price.nullable().default(null),
  /** Messages of LINE's quota that campaigns leave for service. */
  reserve: z.number().int().min(0).max(100_000_000).default(0),
});

/** Whether messages are counted against a limit of our own. */
export const hasBudget = ({ budget }: Pick<SendingPolicy, 'budget'>): boolean =>
  budget.messages !== null || budget.money !== null;

const NO_CAPS = { day: null, week: null, month: null };
const NO_BUDGET = { messages: null, money: null, reserve: 0 };

/** How much a channel sends, when, and for how much. Everything is off until it is set. */
export const SendingPolicy = z.strictObject({
  quietHours: QuietHours.nullable().default(null),
  caps: FrequencyCaps.default(NO_CAPS),
  /** Kinds of content that caps and quiet hours do not hold back. */
  exempt: z.array(ContentType).max(ContentType.options.length).default([]),
  promotionCaps: z
    .array(PromotionCap)
    .max(50)
    .default([])
    .refine((caps) => new Set(caps.map(({ stage }) => stage)).size === caps.length, {
      error: 'must name each stage once',
    }),
  plans: z.array(Plan).max(50).default([]),
  budget: Budget.default(NO_BUDGET),
  /** Campaigns to more friends than this need a second person; null: none does. */
  approvalAbove: z.number().int().min(0).max(100_000_000).nullable().default(null),
  /** Share of friends, in percent, who never get a promotion of a campaign, so that campaigns can be measured against them. */
  holdoutPercent: z.number().int().min(0).max(50).default(0),
});
export type SendingPolicy = z.infer<typeof SendingPolicy>;

export const DEFAULT_SENDING_POLICY: SendingPolicy = SendingPolicy.parse({});

/** The plan that holds on a day, `YYYY-MM-DD`; null before the first. */
export function planOn(plans: readonly Plan[], day: string): Plan | null {
  return (
    plans.filter(({ from }) => from <= day).toSorted((one, other) => other.from.localeCompare(one.from))[0] ?? null
  );
}
