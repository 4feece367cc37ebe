import { createHash } from 'node:crypto';
import { gatewayOf } from '../channels/index.js';
import type { Context } from '../context.js';
import { newId, newRetryKey } from '../infra/ids.js';
import { insertNew } from '../infra/mongo/model.js';
import { assertNever } from '../shared/assert-never.js';
import type { LineMessage } from '../line/gateway.js';
import { CALL_OVERDUE_MS } from '../line/limits.js';
import {
  DeliveryBatchModel,
  DeliveryModel,
  type BatchOutcome,
  type Delivery,
  type DeliveryBatch,
  type RejectReason,
} from './delivery.model.js';
import { uncountDeliveries } from './gate-deliveries.js';
import { tellUnknown } from './tell-unknown.js';
import {
  addSent,
  callLine,
  firstCallOf,
  isOverdue,
  isRetryKeyExpired,
  MEMBER_OVERDUE_MS,
  NOTHING_SENT,
  REPEAT_MS,
  UNSENT,
  settledFields,
  type Outcome,
  type Sent,
  type SettledOutcome,
} from './outcome.js';

export const FINISH_BATCH = 'deliveries.finish-batch';

interface BatchInput {
  senderId: string;
  channelId: string;
  messages: LineMessage[];
  deliveryIds: string[];
  aggregationUnit?: string;
}

/** Sends identical content to up to 500 friends as one multicast. */
export async function sendBatch(ctx: Context, { deliveryIds, ...input }: BatchInput): Promise<Sent> {
  const now = ctx.clock.now();
  const batch = newBatch(ctx, newId(), input);
  await DeliveryBatchModel.collection.insertOne(batch as never);
  const takeOverAt = new Date(now.getTime() + MEMBER_OVERDUE_MS);
  await DeliveryModel.updateMany(
    { _id: { $in: deliveryIds }, state: 'planned' },
    { $set: { state: 'inFlight', method: 'multicast', batchId: batch._id, firstCallAt: now, takeOverAt } },
  );
  return finishBatch(ctx, batch);
}

function newBatch(ctx: Pick<Context, 'clock'>, id: string, input: Omit<BatchInput, 'deliveryIds'>): DeliveryBatch {
  const now = ctx.clock.now();
  const { senderId, channelId, messages, aggregationUnit } = input;
  return {
    _id: id,
    channelId,
    senderId,
    state: 'claiming',
    retryKey: newRetryKey(),
    messages,
    lineUserIds: [],
    bodyHash: null,
    firstCallAt: null,
    mayBeTaken: false,
    ...(aggregationUnit === undefined ? {} : { aggregationUnit }),
    takeOverAt: new Date(now.getTime() + CALL_OVERDUE_MS),
    outcome: null,
    createdAt: now,
  };
}

/**
 * Brings an unsettled batch to its end from wherever it stands: fixes its recipients, calls LINE, settles its deliveries.
 */
export async function finishBatch(ctx: Context, batch: DeliveryBatch): Promise<Sent> {
  const fixed = batch.state === 'claiming' ? await fixRecipients(ctx, batch) : batch;
  if (!fixed) return NOTHING_SENT;
  if (fixed.outcome) return settleBatch(ctx, fixed, fixed.outcome);
  const outcome = await callOnce(ctx, fixed);
  switch (outcome.state) {
    case 'repeat':
      ctx.log.warn({ err: outcome.error, batchId: fixed._id }, 'batch will be repeated with the same retry key');
      await DeliveryBatchModel.updateOne(
        // Not when somebody else has taken it up meanwhile: their call may be taken.
        { _id: fixed._id, state: 'inFlight', takeOverAt: fixed.takeOverAt },
        {
          $set: {
            mayBeTaken: fixed.mayBeTaken || outcome.isOpen,
            takeOverAt: new Date(ctx.clock.now().getTime() + REPEAT_MS),
          },
        },
      );
      ctx.wake(FINISH_BATCH, [{ batchId: fixed._id }], { delayMs: REPEAT_MS });
      return NOTHING_SENT;
    case 'stopped':
      // An earlier call may have been taken: then only its own key can ever tell, also when LINE takes nothing new.
      if (!fixed.mayBeTaken) await endBatch(ctx, fixed, { state: 'released' });
      return { ...NOTHING_SENT, stop: outcome.reason };
    case 'rejected':
      return endBatch(ctx, fixed, (await isOfRecipients(ctx, fixed, outcome)) ? { state: 'split' } : outcome);
    case 'accepted':
    case 'unknown':
      return endBatch(ctx, fixed, outcome);
    default:
      return assertNever(outcome);
  }
}

/**
 * Stores how a batch ended before anything follows from it, so that a takeover does the same. Of two who called, because one
 * was stalled, the first word counts; and who was taken over does not release what the other may have brought.
 */
async function endBatch(ctx: Context, batch: DeliveryBatch, outcome: BatchOutcome): Promise<Sent> {
  const open = { _id: batch._id, state: 'inFlight' as const, outcome: null };
  const ended = await DeliveryBatchModel.updateOne(
    outcome.state === 'released' ? { ...open, takeOverAt: batch.takeOverAt } : open,
    { $set: { outcome } },
  );
  return ended.matchedCount === 1 ? settleBatch(ctx, batch, outcome) : NOTHING_SENT;
}

async function settleBatch(ctx: Context, batch: DeliveryBatch, outcome: BatchOutcome): Promise<Sent> {
  if (outcome.state === 'split') return splitBatch(ctx, batch);
  if (outcome.state === 'released') {
    const members = { batchId: batch._id, state: 'inFlight' as const };
    await DeliveryModel.updateMany(members, { $set: UNSENT, $unset: { batchId: '' } });
  } else await settleMembers(ctx, batch, outcome);
  await DeliveryBatchModel.updateOne({ _id: batch._id }, { $set: { state: 'settled' } });
  const people = batch.lineUserIds.length;
  if (outcome.state === 'unknown') {
    const member = await DeliveryModel.findOne({ batchId: batch._id }).lean();
    if (member) await tellUnknown(ctx, member);
  }
  if (outcome.state === 'accepted') return { ...NOTHING_SENT, accepted: people };
  return outcome.state === 'rejected' ? { ...NOTHING_SENT, failed: people } : NOTHING_SENT;
}

/** Recipients only: what was claimed for a batch too late to be one of them was not sent, whatever became of the batch. */
async function settleMembers(
  ctx: Pick<Context, 'clock'>,
  { _id, lineUserIds }: DeliveryBatch,
  outcome: SettledOutcome,
): Promise<void> {
  const members = { batchId: _id, state: 'inFlight' as const, lineUserId: { $in: lineUserIds } };
  if (outcome.state === 'rejected') await uncountDeliveries(await DeliveryModel.find(members, { friendId: 1 }).lean());
  await DeliveryModel.updateMany(members, { $set: settledFields(outcome, ctx.clock.now()) });
}

/** Takes up a batch that nobody has settled in time, and brings it to its end. */
export async function takeOverBatch(ctx: Context, batchId: string): Promise<void> {
  const now = ctx.clock.now();
  const left = await DeliveryBatchModel.findOne({ _id: batchId, state: { $ne: 'settled' } }).lean();
  if (!left || !isOverdue(left.takeOverAt, now)) return;
  const firstCallAt = firstCallOf(left, now);
  const takeOverAt = new Date(now.getTime() + CALL_OVERDUE_MS);
  const taken = await DeliveryBatchModel.updateOne(
    { _id: batchId, state: left.state, takeOverAt: left.takeOverAt },
    { $set: { takeOverAt, mayBeTaken: true, firstCallAt } },
  );
  if (taken.modifiedCount === 1) await finishBatch(ctx, { ...left, firstCallAt, takeOverAt });
}

/** Recipients are those deliveries that carry this batch's id: nobody else can send them, and the body never changes after. */
async function fixRecipients(ctx: Pick<Context, 'clock'>, batch: DeliveryBatch): Promise<DeliveryBatch | null> {
  const claimed = await DeliveryModel.find({ batchId: batch._id }, { lineUserId: 1 }).sort({ _id: 1 }).lean();
  const lineUserIds = claimed.map(({ lineUserId }) => lineUserId);
  const isEmpty = lineUserIds.length === 0;
  const bodyHash = createHash('sha256')
    .update(JSON.stringify([lineUserIds, batch.messages]))
    .digest('base64url');
  const fixed = await DeliveryBatchModel.findOneAndUpdate(
    { _id: batch._id, state: 'claiming' },
    {
      $set: isEmpty
        ? { state: 'settled' }
        : { state: 'inFlight', lineUserIds, bodyHash, firstCallAt: ctx.clock.now(), mayBeTaken: true },
    },
    { returnDocument: 'after' },
  ).lean();
  return fixed?.state === 'inFlight' ? { ...fixed, mayBeTaken: false } : null;
}

async function callOnce(
  ctx: Context,
  { channelId, lineUserIds, messages, retryKey, firstCallAt, mayBeTaken, aggregationUnit }: DeliveryBatch,
): Promise<Outcome> {
  if (mayBeTaken && firstCallAt && isRetryKeyExpired(firstCallAt, ctx.clock.now()))
    return { state: 'unknown', reason: 'retryKeyExpired' };
  const gateway = await gatewayOf(ctx, channelId);
  return callLine(() => gateway.multicast(lineUserIds, messages, { retryKey, aggregationUnit }));
}

/** Whether LINE refused a batch for its recipients: it takes the same messages when it only looks at them. */
async function isOfRecipients(
  ctx: Context,
  { channelId, messages, lineUserIds, _id }: DeliveryBatch,
  { reason }: { reason: RejectReason },
): Promise<boolean> {
  if (reason !== 'invalid' || lineUserIds.length === 1) return false;
  const gateway = await gatewayOf(ctx, channelId);
  try {
    await gateway.validateMessages('multicast', messages);
    return true;
  } catch (error) {
    ctx.log.warn({ err: error, batchId: _id }, 'LINE refuses the messages of a batch');
    return false;
  }
}

/** One recipient whom LINE does not know makes it refuse all: each half goes on as a batch of its own, with a key of its own. */
async function splitBatch(ctx: Context, batch: DeliveryBatch): Promise<Sent> {
  const firstHalf = batch.lineUserIds.slice(0, Math.ceil(batch.lineUserIds.length / 2));
  const halves = [{ $in: firstHalf }, { $nin: firstHalf }].map((lineUserId, half) => ({
    child: newBatch(ctx, `${batch._id}/${half}`, batch),
    members: { batchId: batch._id, state: 'inFlight' as const, lineUserId },
  }));
  for (const { child, members } of halves) {
    // The members come first: a child that others can see has all of them.
    await DeliveryModel.updateMany(members, { $set: { batchId: child._id } });
    await insertNew(DeliveryBatchModel, [child]);
  }
  await DeliveryBatchModel.updateOne({ _id: batch._id }, { $set: { state: 'settled' } });
  let sent = NOTHING_SENT;
  for (const { child } of halves) {
    const open = await DeliveryBatchModel.findOne({ _id: child._id, state: 'claiming' }).lean();
    if (open) sent = addSent(sent, await finishBatch(ctx, open));
  }
  return sent;
}

/**
 * A delivery whose batch did not settle it in time: its batch had been settled as empty before it joined, or lost a race. It
 * ends as its batch did if it was among the recipients, and is planned again if it was not. It waits while the batch is open,
 * or not there yet: then it is half of one that is being split.
 */
export async function settleBatchMember(ctx: Pick<Context, 'clock'>, delivery: Delivery): Promise<void> {
  const { _id, lineUserId, batchId } = delivery;
  const batch = await DeliveryBatchModel.findById(batchId).lean();
  const now = ctx.clock.now();
  const member = { _id, batchId, state: 'inFlight' as const };
  if (batch?.state !== 'settled') {
    await DeliveryModel.updateOne(member, { $set: { takeOverAt: new Date(now.getTime() + MEMBER_OVERDUE_MS) } });
    return;
  }
  const outcome = batch.lineUserIds.includes(lineUserId) ? batch.outcome : null;
  const isKnown = outcome !== null && outcome.state !== 'split' && outcome.state !== 'released';
  if (outcome?.state === 'rejected') await uncountDeliveries([delivery]);
  await DeliveryModel.updateOne(
    member,
    isKnown ? { $set: settledFields(outcome, now) } : { $set: UNSENT, $unset: { batchId: '' } },
  );
}
