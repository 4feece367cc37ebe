import type { LineMessage, SendKind } from '../line/gateway.js';
import { Anything, defineModel } from '../infra/mongo/model.js';
import type { Content } from './core/content.js';
import type { DeliveryState, UnknownReason } from './core/delivery-state.js';
import type { PassableReason, SkipReason } from './core/gates.js';
import type { RejectReason } from './core/reject-reason.js';

export { REJECT_REASONS, type RejectReason } from './core/reject-reason.js';
export { DELIVERY_STATES, type DeliveryState } from './core/delivery-state.js';

/** Who sends: a campaign, the greeting, a survey... with its id. */
export interface Sender {
  kind:
    | 'campaign'
    | 'campaignTest'
    | 'greeting'
    | 'autoResponse'
    | 'survey'
    | 'membership'
    | 'checkIn'
    | 'feedback'
    | 'inbox'
    | 'api';
  id: string;
}

/** One message set for one friend, from plan to outcome. Its id is derived from its cause: planned once, sent once. */
export interface Delivery {
  _id: string;
  channelId: string;
  friendId: string;
  lineUserId: string;
  /** LINE's group or room, for what staff say in one: it stands in place of the friend and of LINE's user id too. */
  groupId?: string;
  sender: Sender;
  content: Content;
  /** May pass caps and quiet hours. */
  transactional: boolean;
  /** What would have held it back, were it not transactional or a broadcast; absent before it left. */
  passed?: (PassableReason | 'blacklisted')[];
  /** A fresh reply token makes the answer free; used at most once, never followed by a push when its outcome is unclear. */
  reply: { token: string; until: Date } | null;
  /** We begin it, and a free reply was there to carry it: hours, caps and the blacklist hold as for any send. */
  isUnasked?: boolean;
  /** It leaves by the reply, or together with what is pushed anyway, or not at all. */
  replyOnly?: boolean;
  /** When it leaves by itself; null when its sender leads it: a campaign sends its own together. */
  dueAt: Date | null;
  /** When its sender may send it; null while that is not decided. Without meaning for what has its own `dueAt`. */
  notBefore: Date | null;
  /** When it was meant to arrive, held out or not: from then on those who got it and those who did not are compared. */
  intendedAt?: Date;
  /** The arm of a split test that the friend fell into; absent without a test. */
  arm?: string;
  state: DeliveryState;
  reason: SkipReason | RejectReason | UnknownReason | null;
  method: SendKind | null;
  /** Stored before the first call, so that whoever repeats it repeats the same. */
  retryKey: string | null;
  messages: LineMessage[] | null;
  /** The multicast that it went out with; absent for a reply or a push. */
  batchId?: string;
  claim: string | null;
  /** The delivery of the same friend in whose request it left; null when it left in its own. */
  joinedTo: string | null;
  /** LINE refused it together with others: it leaves in a request of its own. */
  isAlone?: boolean;
  firstCallAt: Date | null;
  /** A call had no answer that says that LINE did not take it. Set before each call, so that a crash counts as one. */
  mayBeTaken: boolean;
  /** LINE's aggregation unit that it went out with. */
  aggregationUnit?: string;
  /** When an unfinished call may be taken up by somebody else. */
  takeOverAt: Date | null;
  lineRequestId: string | null;
  plannedAt: Date;
  settledAt: Date | null;
}

/** How a send ended for good. */
export type SettledOutcome =
  | { state: 'accepted'; requestId: string }
  | { state: 'rejected'; reason: RejectReason }
  | { state: 'unknown'; reason: UnknownReason };

export const DeliveryModel = defineModel<Delivery>(
  'Delivery',
  'deliveries',
  {
    channelId: String,
    friendId: String,
    lineUserId: String,
    groupId: String,
    sender: Anything,
    content: Anything,
    transactional: Boolean,
    reply: Anything,
    isUnasked: Boolean,
    replyOnly: Boolean,
    dueAt: Date,
    notBefore: Date,
    intendedAt: Date,
    arm: String,
    passed: [String],
    mayBeTaken: Boolean,
    aggregationUnit: String,
    state: String,
    reason: String,
    method: String,
    retryKey: String,
    messages: [Anything],
    batchId: String,
    claim: String,
    joinedTo: String,
    isAlone: Boolean,
    firstCallAt: Date,
    takeOverAt: Date,
    lineRequestId: String,
    plannedAt: Date,
    settledAt: Date,
  },
  [
    [{ 'sender.id': 1, state: 1, _id: 1 }],
    [
      { 'sender.id': 1, notBefore: 1, _id: 1 },
      { partialFilterExpression: { state: 'planned' }, name: 'ledBySender' },
    ],
    [{ channelId: 1, settledAt: 1 }],
    [
      { channelId: 1, settledAt: -1 },
      { partialFilterExpression: { state: 'unknown' }, name: 'unknown' },
    ],
    [{ friendId: 1, plannedAt: -1 }],
    [{ dueAt: 1 }, { partialFilterExpression: { state: 'planned' }, name: 'planned' }],
    [{ takeOverAt: 1 }, { partialFilterExpression: { state: 'inFlight' }, name: 'inFlight' }],
    [{ batchId: 1 }, { sparse: true }],
  ],
);

/**
 * How a batch ended. `split`: LINE refused the recipients as a whole, and two batches of half of them each took over.
 * `released`: LINE took nothing and takes nothing for now, and its deliveries are planned again.
 */
export type BatchOutcome = SettledOutcome | { state: 'split' } | { state: 'released' };

/** One multicast of identical content: its recipients, key and body are fixed and stored before the first call. */
export interface DeliveryBatch {
  _id: string;
  channelId: string;
  senderId: string;
  /** claiming: recipients are being collected. settled: every delivery in it has its outcome. */
  state: 'claiming' | 'inFlight' | 'settled';
  retryKey: string;
  messages: LineMessage[];
  lineUserIds: string[];
  bodyHash: string | null;
  firstCallAt: Date | null;
  /** As on a delivery: LINE may have taken it without saying so. */
  mayBeTaken: boolean;
  aggregationUnit?: string;
  takeOverAt: Date;
  outcome: BatchOutcome | null;
  createdAt: Date;
}

export const DeliveryBatchModel = defineModel<DeliveryBatch>(
  'DeliveryBatch',
  'deliveryBatches',
  {
    channelId: String,
    senderId: String,
    state: String,
    retryKey: String,
    messages: [Anything],
    lineUserIds: [String],
    bodyHash: String,
    firstCallAt: Date,
    mayBeTaken: Boolean,
    aggregationUnit: String,
    takeOverAt: Date,
    outcome: Anything,
    createdAt: Date,
  },
  [[{ state: 1, takeOverAt: 1 }], [{ senderId: 1, state: 1 }]],
);
