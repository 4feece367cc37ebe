import { z } from 'zod';
import { ChannelId } from '../../channels/schemas.js';
import { Content } from '../../deliveries/core/content.js';
import { Demographic } from '../../deliveries/core/demographic.js';
import { LinkTracking } from '../../deliveries/core/link-tracking.js';
import { Hours, TimeOfDay } from '../../deliveries/core/sending-policy.js';
import { SegmentRule } from '../../segments/core/rule.js';
import { Instant } from '../../shared/instant.js';
import { HOLDOUT_ARM } from './assignment.js';

/**
 * draft -> (review ->) scheduled -> sending -> done, with paused beside sending; cancelled by a person, failed when it cannot
 * be sent as it stands. `sending` covers freezing the audience and handing it to LINE, however often that is interrupted.
 */
export const CAMPAIGN_STATES = [
  'draft',
  'review',
  'scheduled',
  'sending',
  'paused',
  'done',
  'cancelled',
  'failed',
] as const;
export type CampaignState = (typeof CAMPAIGN_STATES)[number];

const LOCAL_TIME = /^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d$/;

/** When a campaign leaves. */
export const Schedule = z.discriminatedUnion('kind', [
  /** At an instant; one in the past means now. */
  z.strictObject({ kind: z.literal('at'), at: Instant }),
  /** When clocks where the friend lives show this time; where they have already, now. It must lie ahead for some of the audience. */
  z.strictObject({
    kind: z.literal('localTime'),
    at: z.string().regex(LOCAL_TIME, 'must be a local time such as 2026-12-24T18:00'),
  }),
  /** Again and again at a time of the day in the channel's zone, each time to those who then meet the rule. */
  z.strictObject({
    kind: z.literal('recurring'),
    every: z.enum(['day', 'week', 'month']),
    at: TimeOfDay,
    /** Of every week: 1 is Monday, 7 is Sunday. */
    weekday: z.number().int().min(1).max(7).default(1),
    /** Of every month; to 28, so that every month has it. */
    day: z.number().int().min(1).max(28).default(1),
    /** Last day, `YYYY-MM-DD`; null: until it is cancelled. */
    until: z.iso.date().nullable().default(null),
  }),
]);
export type Schedule = z.infer<typeof Schedule>;

const ARMS_MAX = 5;

/** Two to five contents tried on a share of the audience, and which one the rest then gets. */
export const SplitTest = z.strictObject({
  arms: z
    .array(
      z.strictObject({
        key: z.string().regex(/^[a-z0-9]{1,20}$/, 'must be lower case letters and digits, at most 20'),
        weight: z.number().int().min(1).max(100).default(1),
        content: Content,
      }),
    )
    .min(2)
    .max(ARMS_MAX)
    .refine((arms) => new Set(arms.map(({ key }) => key)).size === arms.length, {
      error: 'must have keys that differ',
    }),
  /** Percent of the audience that takes part; 100: everybody, and no rest waits for a winner. */
  sharePercent: z.number().int().min(1).max(100).default(100),
  winner: z
    .strictObject({
      by: z.enum(['click', 'conversion']),
      /** From the end of the test's sending to the decision. */
      afterHours: z.number().min(0).max(336),
      /** With fewer accepted in any arm the first arm goes on, and the report says so. */
      minimumPerArm: z.number().int().min(1).max(1_000_000).default(100),
    })
    .nullable()
    .default(null),
});
export type SplitTest = z.infer<typeof SplitTest>;

const CONVERSION_HOURS_MAX = 30 * 24;
const withinHours = z.number().int().min(1).max(CONVERSION_HOURS_MAX).default(72);

/** What a friend shall do, and within how long after the message. */
export const ConversionRule = z.discriminatedUnion('on', [
  /** Buys: anything, or a product by its SKU. */
  z.strictObject({ on: z.literal('order'), product: z.string().min(1).max(100).nullable().default(null), withinHours }),
  /** Does something: a kind of activity. */
  z.strictObject({ on: z.literal('activity'), kind: z.string().min(1).max(60), withinHours }),
]);
export type ConversionRule = z.infer<typeof ConversionRule>;

/**
 * How a campaign goes out. `people`: to each friend of its audience, as multicasts and pushes. `broadcast`: to everybody who
 * follows, also those whom we do not know, past what holds single friends back. `narrowcast`: to an audience uploaded to LINE,
 * where LINE may choose by what it knows of people.
 */
export const Way = z.enum(['people', 'broadcast', 'narrowcast']);
export type Way = z.infer<typeof Way>;

/** What only a narrowcast can ask for. */
export const NarrowcastOptions = z.strictObject({ demographic: Demographic.nullable().default(null) });
export type NarrowcastOptions = z.infer<typeof NarrowcastOptions>;

/** What a marketer decides about a campaign. */
const decided = {
  name: z.string().trim().min(1).max(200),
  audience: SegmentRule,
  /** Friends who meet this rule are left out. */
  exclude: SegmentRule.nullable(),
  way: Way,
  narrowcast: NarrowcastOptions.nullable(),
  content: Content,
  schedule: Schedule,
  test: SplitTest.nullable(),
  /** Hours in which messages arrive, in the friend's zone; the others wait. */
  hours: Hours.nullable(),
  /** The most messages that leave in a minute. */
  perMinute: z.number().int().min(1).max(100_000).nullable(),
  /** Share of the audience that gets nothing, to compare with. */
  holdoutPercent: z.number().int().min(0).max(50),
  /** How its links are tracked; null: they are left as they are. */
  links: LinkTracking.nullable(),
  /** What counts as success; null: nothing is counted but clicks. */
  conversion: ConversionRule.nullable(),
  /** Pauses when more than this share of what was settled failed, from FAILURES_COUNTED_FROM on; null: never. */
  failurePercentMax: z.number().int().min(1).max(100).nullable(),
};

/** Failures are judged once so many deliveries have an outcome. */
export const FAILURES_COUNTED_FROM = 50;

const FAILURE_PERCENT = 10;

const needsRest = (test: SplitTest | null | undefined) => !test || test.sharePercent === 100 || test.winner !== null;
const REST_PROBLEM = { error: 'must have a winner when only a share of the audience takes part', path: ['test'] };

type Given = { schedule?: Schedule | undefined; test?: SplitTest | null | undefined };

const isOnDayThatExists = ({ schedule }: Given) =>
  schedule?.kind !== 'localTime' || (new Date(`${schedule.at}Z`).toJSON() ?? '').startsWith(schedule.at);
const DAY_PROBLEM = { error: 'must be on a day that there is', path: ['schedule', 'at'] };

const hasOwnArms = ({ test }: Given) => !test?.arms.some(({ key }) => key === HOLDOUT_ARM);
const ARM_PROBLEM = { error: `must not have ${HOLDOUT_ARM}, the arm of those who get nothing`, path: ['test', 'arms'] };

/** A new campaign. With `sendAt` instead of a schedule it leaves at that instant. */
export const CreateCampaignInput = z
  .strictObject({
    ...decided,
    exclude: decided.exclude.default(null),
    way: decided.way.default('people'),
    narrowcast: decided.narrowcast.default(null),
    test: decided.test.default(null),
    hours: decided.hours.default(null),
    perMinute: decided.perMinute.default(null),
    holdoutPercent: decided.holdoutPercent.default(0),
    links: decided.links.default({ track: 'personal', utm: null }),
    conversion: decided.conversion.default(null),
    failurePercentMax: decided.failurePercentMax.default(FAILURE_PERCENT),
    channelId: ChannelId.optional(),
    schedule: Schedule.optional(),
    sendAt: Instant.optional(),
    /** A draft waits to be scheduled; else it is scheduled at once. */
    draft: z.boolean().default(false),
    /** From scheduling to the first message at least this long, to take it back. */
    undoSeconds: z.number().int().min(0).max(3_600).default(0),
  })
  .refine(({ schedule, sendAt }) => (schedule === undefined) !== (sendAt === undefined), {
    error: 'must have either a schedule or sendAt',
    path: ['schedule'],
  })
  .refine(({ test }) => needsRest(test), REST_PROBLEM)
  .refine(isOnDayThatExists, DAY_PROBLEM)
  .refine(hasOwnArms, ARM_PROBLEM);
export type CreateCampaignInput = z.infer<typeof CreateCampaignInput>;

/** A draft changed: what is absent stays. */
export const EditCampaignInput = z
  .strictObject(decided)
  .partial()
  .refine(({ test }) => needsRest(test), REST_PROBLEM)
  .refine(isOnDayThatExists, DAY_PROBLEM)
  .refine(hasOwnArms, ARM_PROBLEM);
export type EditCampaignInput = z.infer<typeof EditCampaignInput>;
