import { createHash } from 'node:crypto';
import { gatewayOf } from '../channels/index.js';
import type { Context } from '../context.js';
import { newId, newRetryKey } from '../infra/ids.js';
import type { LineMessage } from '../line/gateway.js';
import { DeliveryBatchModel, DeliveryModel, type Delivery, type DeliveryBatch } from './delivery.model.js';
import { callLine, isRetryKeyExpired, type Outcome, type SettledOutcome } from './outcome.js';
import { CALL_OVERDUE_MS } from '../line/limits.js';

interface BatchInput {
  senderId: string;
  channelId: string;
  messages: LineMessage[];
  deliveryIds: string[];
}

/** Sends identical content to up to 500 friends as one multicast. */
export async function sendBatch(
  ctx: Context,
  { senderId, channelId, messages, deliveryIds }: BatchInput,
): Promise<void> {
  const now = ctx.clock.now();
  const takeOverAt = new Date(now.getTime() + CALL_OVERDUE_MS);
  const batch: DeliveryBatch = {
    _id: newId(),
    channelId,
    senderId,
    state: 'claiming',
    retryKey: newRetryKey(),
    messages,
    lineUserIds: [],
    bodyHash: null,
    firstCallAt: null,
    takeOverAt,
    outcome: null,
    createdAt: now,
  };
  await DeliveryBatchModel.collection.insertOne(batch as never);
  await DeliveryModel.updateMany(
    { _id: { $in: deliveryIds }, state: 'planned' },
    { $set: { state: 'inFlight', method: 'multicast', batchId: batch._id, firstCallAt: now } },
  );
  await finishBatch(ctx, batch);
}

/** Brings an unsettled batch to its end from wherever it stands: fixes its recipients, calls LINE, settles its deliveries. */
export async function finishBatch(ctx: Context, batch: DeliveryBatch): Promise<void> {
  const fixed = batch.state === 'claiming' ? await fixRecipients(ctx, batch) : batch;
  if (!fixed) return;
  const outcome = fixed.outcome ?? (await callOnce(ctx, fixed));
  if (outcome.state === 'repeat') {
    ctx.log.warn({ err: outcome.error, batchId: fixed._id }, 'batch will be repeated with the same retry key');
    return;
  }
  if (fixed.outcome === null)
    await DeliveryBatchModel.updateOne({ _id: fixed._id, state: 'inFlight' }, { $set: { outcome } });
  await settleDeliveries(ctx, fixed._id, outcome);
  await DeliveryBatchModel.updateOne({ _id: fixed._id }, { $set: { state: 'settled' } });
}

/** Recipients are those deliveries that carry this batch's id: nobody else can send them, and the body never changes after. */
async function fixRecipients(ctx: Pick<Context, 'clock'>, batch: DeliveryBatch): Promise<DeliveryBatch | null> {
  const claimed = await DeliveryModel.find({ batchId: batch._id }, { lineUserId: 1 }).sort({ _id: 1 }).lean();
  const lineUserIds = claimed.map(({ lineUserId }) => lineUserId);
  const isEmpty = lineUserIds.length === 0;
  const bodyHash = createHash('sha256')
    .update(JSON.stringify([lineUserIds, batch.messages]))
    .digest('base64url');
  return DeliveryBatchModel.findOneAndUpdate(
    { _id: batch._id, state: 'claiming' },
    {
      $set: isEmpty ? { state: 'settled' } : { state: 'inFlight', lineUserIds, bodyHash, firstCallAt: ctx.clock.now() },
    },
    { returnDocument: 'after' },
  )
    .lean()
    .then((fixed) => (fixed?.state === 'inFlight' ? fixed : null));
}

async function callOnce(
  ctx: Context,
  { channelId, lineUserIds, messages, retryKey, firstCallAt }: DeliveryBatch,
): Promise<Outcome> {
  if (firstCallAt && isRetryKeyExpired(firstCallAt, ctx.clock.now()))
    return { state: 'unknown', reason: 'retryKeyExpired' };
  const gateway = await gatewayOf(ctx, channelId);
  return callLine(() => gateway.multicast(lineUserIds, messages, { retryKey }));
}

async function settleDeliveries(ctx: Pick<Context, 'clock'>, batchId: string, outcome: SettledOutcome): Promise<void> {
  const set: Partial<Delivery> =
    outcome.state === 'accepted'
      ? { state: 'accepted', lineRequestId: outcome.requestId, settledAt: ctx.clock.now() }
      : { state: outcome.state, reason: outcome.reason, settledAt: ctx.clock.now() };
  await DeliveryModel.updateMany({ batchId, state: 'inFlight' }, { $set: set });
}
