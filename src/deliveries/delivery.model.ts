import type { LineMessage } from '../line/gateway.js';
import { Anything, defineModel } from '../infra/mongo/model.js';
import type { Content } from './core/content.js';
import type { SkipReason } from './core/gates.js';

/**
 * planned -> inFlight -> accepted | rejected | unknown, or planned -> skipped. `unknown` is final: LINE may or may not have
 * taken it, and no safe way to ask again is left.
 */
export type DeliveryState = 'planned' | 'inFlight' | 'accepted' | 'rejected' | 'skipped' | 'unknown';

/** Who sends: a campaign, the greeting, a survey... with its id. */
export interface Sender {
  kind: 'campaign' | 'greeting' | 'autoResponse' | 'survey' | 'membership' | 'api';
  id: string;
}

/** One message set for one friend, from plan to outcome. Its id is derived from its cause: planned once, sent once. */
export interface Delivery {
  _id: string;
  channelId: string;
  friendId: string;
  lineUserId: string;
  sender: Sender;
  content: Content;
  /** May pass caps and quiet hours. */
  transactional: boolean;
  /** A fresh reply token makes the answer free; used at most once, never followed by a push when its outcome is unclear. */
  reply: { token: string; until: Date } | null;
  /** When it leaves; null while its campaign decides. */
  dueAt: Date | null;
  state: DeliveryState;
  reason: SkipReason | RejectReason | UnknownReason | null;
  method: 'reply' | 'push' | 'multicast' | null;
  /** Stored before the first call, so that whoever repeats it repeats the same. */
  retryKey: string | null;
  messages: LineMessage[] | null;
  /** The multicast that it went out with; absent for a reply or a push. */
  batchId?: string;
  claim: string | null;
  firstCallAt: Date | null;
  /** When an unfinished call may be taken up by somebody else. */
  takeOverAt: Date | null;
  lineRequestId: string | null;
  plannedAt: Date;
  settledAt: Date | null;
}

export type RejectReason = 'invalid' | 'notFound' | 'auth' | 'monthlyLimit' | 'templateInvalid';
export type UnknownReason = 'replyAmbiguous' | 'retryKeyExpired';

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
    sender: Anything,
    content: Anything,
    transactional: Boolean,
    reply: Anything,
    dueAt: Date,
    state: String,
    reason: String,
    method: String,
    retryKey: String,
    messages: [Anything],
    batchId: String,
    claim: String,
    firstCallAt: Date,
    takeOverAt: Date,
    lineRequestId: String,
    plannedAt: Date,
    settledAt: Date,
  },
  [
    [{ 'sender.id': 1, state: 1, _id: 1 }],
    [{ friendId: 1, plannedAt: -1 }],
    [{ dueAt: 1 }, { partialFilterExpression: { state: 'planned' }, name: 'planned' }],
    [{ takeOverAt: 1 }, { partialFilterExpression: { state: 'inFlight' }, name: 'inFlight' }],
    [{ batchId: 1 }, { sparse: true }],
  ],
);

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
  takeOverAt: Date;
  outcome: SettledOutcome | null;
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
    takeOverAt: Date,
    outcome: Anything,
    createdAt: Date,
  },
  [[{ state: 1, takeOverAt: 1 }], [{ senderId: 1, state: 1 }]],
);
