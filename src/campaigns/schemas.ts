import { z } from 'zod';
import { ChannelId } from '../channels/schemas.js';
import { Content } from '../deliveries/core/content.js';
import { LinkTracking } from '../deliveries/core/link-tracking.js';
import { Hours } from '../deliveries/core/sending-policy.js';
import { SegmentRule } from '../segments/core/rule.js';
import { Cursor } from '../shared/cursor.js';
import { CAMPAIGN_STATES, ConversionRule, NarrowcastOptions, Schedule, SplitTest, Way } from './core/campaign.js';
import { LineFigures } from './core/line-figures.js';
import { ACTIONS, type Action } from './core/transitions.js';

export const CampaignId = z.string().regex(/^[0-9A-Z]{26}$/, 'must be a campaign id');

export const ListCampaignsQuery = z.strictObject({
  channelId: ChannelId.optional(),
  state: z.enum(CAMPAIGN_STATES).optional(),
  /** The recurring campaign whose times are listed. */
  occurrenceOf: CampaignId.optional(),
  /** `next` of the page before. */
  before: Cursor.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(200),
});

const Actor = z.record(z.string(), z.unknown());

export const PresentedCampaign = z
  .object({
    id: z.string(),
    channelId: z.string(),
    name: z.string(),
    audience: SegmentRule,
    exclude: SegmentRule.nullable(),
    way: Way,
    narrowcast: NarrowcastOptions.nullable(),
    content: Content,
    schedule: Schedule,
    test: SplitTest.nullable(),
    hours: Hours.nullable(),
    perMinute: z.number().nullable(),
    holdoutPercent: z.number(),
    links: LinkTracking.nullable(),
    conversion: ConversionRule.nullable(),
    failurePercentMax: z.number().nullable(),
    state: z.enum(CAMPAIGN_STATES),
    /** Why it is paused or failed; when it is done, `nobody` where nobody was in it, `failures` where too much failed at its end. */
    stateReason: z.string().nullable(),
    /** What can be done to it now. */
    actions: z.array(z.enum(Object.keys(ACTIONS) as [Action, ...Action[]])),
    sendAt: z.date(),
    startedAt: z.date().nullable(),
    /** Friends who met the rule when freezing began; `audienceSize` counts up to about as many. */
    expectedSize: z.number().nullable(),
    frozenAt: z.date().nullable(),
    audienceSize: z.number(),
    decideAt: z.date().nullable(),
    decision: z.record(z.string(), z.unknown()).nullable(),
    approval: z.object({ by: Actor, at: z.date(), people: z.number() }).nullable(),
    occurrenceOf: z.string().nullable(),
    /** When LINE got it as one broadcast or narrowcast: it cannot be stopped any more. */
    handedOverAt: z.date().nullable(),
    doneAt: z.date().nullable(),
    cancelledAt: z.date().nullable(),
    createdAt: z.date(),
    revision: z.number(),
  })
  .meta({ id: 'Campaign' });

/** Campaigns that are on their way, and those that stopped, with why. */
export const PresentedStates = z.object({
  sending: z.number(),
  review: z.number(),
  scheduled: z.number(),
  /** Paused, or failed and meant for the last 30 days. */
  stopped: z.number(),
  stoppedOnes: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      state: z.enum(CAMPAIGN_STATES),
      stateReason: z.string().nullable(),
      sendAt: z.date(),
    }),
  ),
});

export const PresentedStep = z.object({
  at: z.date(),
  actor: Actor,
  action: z.string(),
  from: z.enum(CAMPAIGN_STATES).nullable(),
  to: z.enum(CAMPAIGN_STATES),
  reason: z.string().nullable(),
});

const Counts = z.record(z.string(), z.number());
const Cost = z.object({ amount: z.number(), currency: z.string() });
const Rate = z.object({ total: z.number(), succeeded: z.number() });

export const PresentedArm = z.object({
  arm: z.string().nullable(),
  /** Friends chosen, whatever became of it. */
  planned: z.number(),
  /** LINE took it; that is not delivered. */
  accepted: z.number(),
  /** Accepted other than by a free reply: one per friend. Null: LINE does not say. */
  billed: z.number().nullable(),
  /** Who counted the billed: our ledger, or LINE: a narrowcast when it was sent, a broadcast in its figures of the next day. */
  billedBy: z.enum(['ledger', 'line']),
  /** Planned or on its way. */
  waiting: z.number(),
  skipped: Counts,
  failed: Counts,
  /** LINE may or may not have taken it. */
  unknown: z.number(),
  /** Friends who clicked at least once; previews and programs never count. */
  clicked: z.number(),
  /** Every click of a person; of an arm, those of its friends. */
  clicks: z.number(),
  /** Friends who did what the conversion rule says within its time; of the held out, within it from when it was meant to arrive. */
  converted: z.number(),
  /** What they bought within that time, refunds taken off, by currency. */
  revenueMinor: Counts,
  /**
   * What the billed messages added to the bills of their months, beyond the plan's fee: each is priced by its place in the channel's
   * count of the month on its day, by the plan in force then. Null without a plan, or when it sells no more.
   */
  cost: Cost.nullable(),
});

export const PresentedReport = z.object({
  total: PresentedArm,
  arms: z.array(PresentedArm),
  /** `unique`: friends who clicked; `total`: every click of a person; `bots`: openings by programs, in neither. */
  clicks: z.object({
    unique: z.number(),
    total: z.number(),
    links: z.array(
      z.object({ linkId: z.string(), url: z.string(), unique: z.number(), total: z.number(), bots: z.number() }),
    ),
  }),
  /** All who were meant to get it beside all who were held out, with a 95 % interval of the difference. */
  uplift: z
    .object({
      verdict: z.enum(['collecting', 'inconclusive', 'separated']),
      treated: Rate,
      control: Rate,
      difference: z.number().nullable(),
      interval: z.object({ low: z.number(), high: z.number() }).nullable(),
    })
    .nullable(),
  /** That of the total. */
  cost: Cost.nullable(),
  /** How the split test ended: null without one, its `decision` null until then. */
  test: z
    .object({
      decision: z
        .object({
          arm: z.string(),
          at: z.date(),
          because: z.enum(['bestRate', 'tooFew']),
          rates: z.array(z.object({ arm: z.string(), accepted: z.number(), succeeded: z.number() })),
        })
        .nullable(),
    })
    .nullable(),
  /** The one request that it went out as; null for a campaign to single people. */
  wideSend: z
    .object({
      method: z.enum(['broadcast', 'narrowcast']),
      state: z.string(),
      /** Friends whom it was for, as far as we know them. */
      recipients: z.number().nullable(),
      /** People whom LINE took into the audience. */
      audienceSize: z.number().nullable(),
      acceptedAt: z.date().nullable(),
      /** LINE's progress and counts of a narrowcast. */
      progress: z
        .object({
          phase: z.enum(['waiting', 'sending', 'succeeded', 'failed']),
          targetCount: z.number().nullable(),
          successCount: z.number().nullable(),
          failureCount: z.number().nullable(),
          errorCode: z.number().nullable(),
        })
        .nullable(),
      /** Why LINE refused it or did not send it. */
      failure: z.string().nullable(),
    })
    .nullable(),
  /** LINE's own figures beside ours; null before they were read for the first time. */
  lineFigures: LineFigures.extend({ definition: z.string() }).nullable(),
});

export const PresentedPreflight = z.object({
  people: z.number(),
  bubbles: z.number(),
  /** LINE bills people, not bubbles. */
  billed: z.number(),
  quotaLeft: z.number().nullable(),
  /** Also without what others are promised. */
  quotaLeftAfter: z.number().nullable(),
  extraCost: z.number().nullable(),
  currency: z.string().nullable(),
  /** How many the nearest limit keeps back. */
  beyondLimit: z.number(),
  binding: z.enum(['monthlyLimit', 'budget']).nullable(),
  samples: z.array(z.record(z.string(), z.unknown())),
  heldOut: z.number(),
  /** What campaigns that are scheduled in LINE's running month or being sent will need, each by its expected size. */
  promisedElsewhere: z.number(),
  approvalAbove: z.number().nullable(),
  needsApproval: z.boolean(),
  /** Friends of the audience whom it would be kept from now, by what would; `people` are without them. Null for a broadcast. */
  keptBack: z
    .object({
      blocked: z.number(),
      blacklisted: z.number(),
      optedOut: z.number(),
      openComplaint: z.number(),
      staffHasChat: z.number(),
      overCap: z.number(),
      /** The content cannot be made for them, such as for want of a value; of a large audience an estimate. */
      templateInvalid: z.number(),
    })
    .nullable(),
  /** Friends who would get a broadcast although the gates would keep any other send from them. */
  overridden: z
    .object({ optedOut: z.number(), blacklisted: z.number(), staffHasChat: z.number(), overCap: z.number() })
    .nullable(),
  /** Why it would be refused as it stands now. */
  problems: z.array(z.string()),
  warnings: z.array(z.string()),
});
