import { z } from 'zod';
import { TARGETS } from '../hours/core/service-policy.js';
import { LISTED_FIGURES } from './core/behind.js';
import { GROUPINGS } from './core/report.js';

const DAYS_MAX = 400;
const DAY_MS = 24 * 3_600_000;
const NAMED_MAX = 50;

const Day = z.iso.date('must be a day as YYYY-MM-DD');

/** Several of something, with commas between. */
const listed = <Item extends z.ZodType<unknown, string>>(item: Item) =>
  z
    .string()
    .max(4_000)
    .transform((text) => text.split(','))
    .pipe(z.array(item).min(1).max(NAMED_MAX))
    .optional();

const Name = z.string().min(1).max(100);

const PERIOD = {
  /** First and last day of the period, by the channel's clocks. */
  from: Day,
  until: Day,
  channelId: z.string().min(1).max(40).optional(),
  /** Ids of staff, or of programs as `apiKey/…`; `none` for what nobody had. */
  agents: listed(Name),
  /** Ids; `none` for what no team had. */
  teams: listed(Name),
  /** `none` for what has no label. */
  labels: listed(Name),
  /** Hours of the day, 0 to 23. */
  hours: listed(z.string().regex(/^([01]?\d|2[0-3])$/, 'must be an hour from 0 to 23')),
};

const inPeriod = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.strictObject({ ...PERIOD, ...shape }).superRefine((given, refused) => {
    const { from, until } = given as unknown as { from: string; until: string };
    const days = (Date.parse(until) - Date.parse(from)) / DAY_MS + 1;
    const message =
      days < 1
        ? `must not be before from, ${from}`
        : days > DAYS_MAX
          ? `must be within ${DAYS_MAX} days of ${from}`
          : null;
    if (message) refused.addIssue({ code: 'custom', path: ['until'], message, input: until });
  });

const by = z.enum(GROUPINGS).default('nothing');
export const ReportFileQuery = inPeriod({ by });

export const ReportQuery = inPeriod({
  by,
  /** `previous`: the whole of the period before, as long as this one. */
  compare: z.enum(['previous']).optional(),
});

export const BehindQuery = inPeriod({
  figure: z.enum(LISTED_FIGURES),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  /** `next` of the page before. */
  after: z
    .string()
    .regex(/^[0-9A-Z]{1,40}$/, 'must be the next of an earlier page')
    .optional(),
});

export const BehindFileQuery = inPeriod({ figure: z.enum(LISTED_FIGURES).default('conversations') });

const Spread = z.object({ medianMs: z.number().nullable(), p90Ms: z.number().nullable() });
const Times = z.object({
  count: z.number(),
  /** By the clock, pauses for the friend left out. */
  clock: Spread,
  /** Within open time; of those that had a calendar. */
  business: Spread.extend({ count: z.number() }),
});
const Share = z.object({ share: z.number(), low: z.number(), high: z.number() });
const Promises = z.object({ kept: z.number(), breached: z.number(), keptShare: z.number().nullable() });

export const PresentedRow = z
  .object({
    /** Of whom or what it is; null for nobody, no team, no label, and for the whole. */
    key: z.string().nullable(),
    name: z.string().nullable(),
    conversations: z.number().meta({ description: 'Conversations with anything that counts here.' }),
    opened: z.number().meta({ description: 'Conversations that began.' }),
    reopened: z.number().meta({ description: 'Times that a resolved conversation went on.' }),
    resolved: z.number().meta({ description: 'Times that a conversation was resolved.' }),
    handedOver: z.number().meta({ description: 'Times that the bot gave a chat to a person.' }),
    answers: z.number().meta({
      description: 'Answers of staff, or of programs in their place, that a friend was waiting for. Bots never count.',
    }),
    reopenShare: z.number().nullable().meta({ description: 'Reopened divided by resolved.' }),
    firstResponse: Times.meta({ description: 'From the first unanswered message to the first answer.' }),
    nextResponse: Times.meta({ description: 'The same for each answer after the first.' }),
    resolution: Times.meta({ description: 'From the beginning to each end, waiting for the friend left out.' }),
    serviceLevel: z
      .object(
        Object.fromEntries(TARGETS.map((target) => [target, Promises])) as Record<
          (typeof TARGETS)[number],
          typeof Promises
        >,
      )
      .meta({ description: 'Promises kept count when they ended, breached ones when their time was over.' }),
    csat: z
      .object({
        asked: z.number(),
        answered: z.number(),
        responseRate: z.number().nullable(),
        average: z.number().nullable(),
        satisfied: Share.nullable().meta({ description: 'Share of 4 and 5 of 5, with its 95 % Wilson interval.' }),
      })
      .meta({ description: 'Friends who were asked, on a day of the period, about a conversation that was resolved.' }),
    load: z
      .object({ average: z.number(), highest: z.number() })
      .nullable()
      .meta({ description: 'Conversations open at once; null where it is told of no whole.' }),
  })
  .meta({ id: 'ReportRow' });

export const PresentedReport = z.object({
  from: z.string(),
  until: z.string(),
  /** Days that are still being made, so that the figures lack them. */
  pending: z.array(z.string()),
  rows: z.array(PresentedRow),
  total: PresentedRow,
  previous: z
    .object({
      from: z.string(),
      until: z.string(),
      pending: z.array(z.string()),
      rows: z.array(PresentedRow),
      total: PresentedRow,
    })
    .nullable(),
});

export const PresentedBehind = z.object({
  conversations: z.array(
    z.object({
      conversationId: z.string(),
      at: z.date(),
      agentId: z.string().nullable(),
      teamId: z.string().nullable(),
      labels: z.array(z.string()),
      firstResponseMs: z.number().nullable(),
      firstResponseBusinessMs: z.number().nullable(),
      answers: z.number(),
      resolutionMs: z.number().nullable(),
      resolutionBusinessMs: z.number().nullable(),
      reopened: z.number(),
      breached: z.array(z.enum(TARGETS)),
      score: z.number().nullable(),
    }),
  ),
  pending: z.array(z.string()),
  next: z.string().nullable(),
});
