import type { Actor } from '../context.js';
import type { Content } from '../deliveries/core/content.js';
import type { LinkTracking } from '../deliveries/core/link-tracking.js';
import type { Hours } from '../deliveries/core/sending-policy.js';
import { Anything, defineModel } from '../infra/mongo/model.js';
import type { SegmentRule } from '../segments/core/rule.js';
import type { CampaignState, ConversionRule, NarrowcastOptions, Schedule, SplitTest, Way } from './core/campaign.js';
import type { LineFigures } from './core/line-figures.js';
import type { Action } from './core/transitions.js';

/** One step in the life of a campaign: who did what, when and why. */
export interface CampaignStep {
  at: Date;
  actor: Actor;
  action: Action | 'create' | 'edit';
  from: CampaignState | null;
  to: CampaignState;
  reason: string | null;
}
export const STEPS_KEPT = 200;

/** How a split test ended: the arm that the rest gets, and why. */
export interface TestDecision {
  arm: string;
  at: Date;
  because: 'bestRate' | 'tooFew';
  rates: { arm: string; accepted: number; succeeded: number }[];
}

export interface Campaign {
  _id: string;
  channelId: string;
  name: string;
  audience: SegmentRule;
  exclude: SegmentRule | null;
  way: Way;
  narrowcast: NarrowcastOptions | null;
  content: Content;
  schedule: Schedule;
  test: SplitTest | null;
  hours: Hours | null;
  perMinute: number | null;
  holdoutPercent: number;
  links: LinkTracking | null;
  conversion: ConversionRule | null;
  failurePercentMax: number | null;
  state: CampaignState;
  /** Why it is paused or failed. */
  stateReason: string | null;
  /** When its next step is due: its start, or while it is sending the next time that there is something to do. */
  sendAt: Date;
  wakeAt: Date;
  startedAt: Date | null;
  /** Friends who met the rule when freezing began, to show how far it is. */
  expectedSize: number | null;
  /** Last friend frozen into the audience, so that an interrupted freeze goes on where it stood. */
  frozenThrough: string | null;
  frozenAt: Date | null;
  audienceSize: number;
  /** What left in the minute that began then, counted before it leaves. */
  minute: { from: Date; sent: number } | null;
  /** Outcomes seen so far, to notice that too much fails; the deliveries are what counts. */
  outcomes: { accepted: number; failed: number };
  /** When a split test is decided; null before its sending ended, and without one. */
  decideAt: Date | null;
  decision: TestDecision | null;
  /** Who asked for the second person's approval; who gave it, for how many people. */
  approval: { by: Actor; at: Date; people: number } | null;
  /** A recurring campaign makes one of its own for each time; this is one of those. */
  occurrenceOf: string | null;
  /** When it was handed to LINE as one broadcast or narrowcast: from then on nothing stops it. */
  handedOverAt: Date | null;
  /** The aggregation unit of each month in which it sent, `YYYY-MM` in LINE's time zone; null: none was left. */
  units: { month: string; name: string | null }[];
  /** LINE's own figures as they were last read, beside ours. */
  lineFigures: LineFigures | null;
  /** When they are read next. */
  lineFiguresAt: Date | null;
  doneAt: Date | null;
  cancelledAt: Date | null;
  /** Last delivery noted on its friend, and whether all are; friends are told of a campaign after it ended. */
  reachNotedThrough: string | null;
  isReachNoted: boolean;
  history: CampaignStep[];
  createdAt: Date;
  /** Counts changes; an edit only succeeds on the revision that it was made for. */
  revision: number;
}

export const CampaignModel = defineModel<Campaign>(
  'Campaign',
  'campaigns',
  {
    channelId: String,
    name: String,
    audience: Anything,
    exclude: Anything,
    way: String,
    narrowcast: Anything,
    content: Anything,
    schedule: Anything,
    test: Anything,
    hours: Anything,
    perMinute: Number,
    holdoutPercent: Number,
    links: Anything,
    conversion: Anything,
    failurePercentMax: Number,
    state: String,
    stateReason: String,
    sendAt: Date,
    wakeAt: Date,
    startedAt: Date,
    expectedSize: Number,
    frozenThrough: String,
    frozenAt: Date,
    audienceSize: Number,
    minute: Anything,
    outcomes: Anything,
    decideAt: Date,
    decision: Anything,
    approval: Anything,
    occurrenceOf: String,
    handedOverAt: Date,
    units: [Anything],
    lineFigures: Anything,
    lineFiguresAt: Date,
    doneAt: Date,
    cancelledAt: Date,
    reachNotedThrough: String,
    isReachNoted: Boolean,
    history: [Anything],
    createdAt: Date,
    revision: Number,
  },
  [
    [{ state: 1, wakeAt: 1 }],
    [{ channelId: 1, createdAt: -1, _id: -1 }],
    [{ channelId: 1, state: 1, createdAt: -1 }],
    [{ isReachNoted: 1, state: 1 }],
    [{ occurrenceOf: 1, createdAt: -1, _id: -1 }],
    [{ lineFiguresAt: 1 }],
  ],
);
