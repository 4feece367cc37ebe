import type { Context } from '../context.js';
import { insertNew } from '../infra/mongo/model.js';
import { MULTICAST_RECIPIENTS_MAX } from '../line/limits.js';
import type { Content } from './core/content.js';
import { recipientId } from './count-deliveries.js';
import type { SkipReason } from './core/gates.js';
import { planDelivery } from './deliver.js';
import { DeliveryBatchModel, DeliveryModel, type RejectReason, type Sender } from './delivery.model.js';
import { uncountPlanned } from './gate-deliveries.js';
import { UNSENT } from './outcome.js';

/** A recipient whom a sender chose: when they may get it at the earliest, or that they get nothing, to compare with. */
export interface Recipient {
  friendId: string;
  lineUserId: string;
  content: Content;
  arm?: string;
  notBefore: Date | null;
  isHeldOut: boolean;
}

/** Plans one delivery per recipient; a friend who has one of this sender already gets no second. */
export async function planDeliveries(
  ctx: Pick<Context, 'clock'>,
  { channelId, sender, recipients }: { channelId: string; sender: Sender; recipients: Recipient[] },
): Promise<void> {
  const now = ctx.clock.now();
  const planned = recipients.map(({ friendId, lineUserId, content, arm, notBefore, isHeldOut }) => {
    const friend = { _id: friendId, channelId, lineUserId };
    const delivery = planDelivery({ id: recipientId(sender, friendId), friend, sender, content, arm, notBefore }, now);
    return isHeldOut
      ? { ...delivery, state: 'skipped' as const, reason: 'holdout' as const, settledAt: now }
      : delivery;
  });
  await insertNew(DeliveryModel, planned);
}

/** Gives those of a sender's deliveries that wait for a decision their content and arm, and lets them leave. */
export async function releaseUndecided(
  senderId: string,
  { content, arm, notBefore }: { content: Content; arm: string; notBefore: Date },
): Promise<void> {
  await DeliveryModel.updateMany(
    { 'sender.id': senderId, state: 'planned', notBefore: null, dueAt: null },
    { $set: { content, arm, notBefore, intendedAt: notBefore } },
  );
}

/** What is left of a sender's work: whether anything is on its way, and when what is planned may leave at the earliest. */
export async function findRest(
  senderId: string,
): Promise<{ isInFlight: boolean; hasUndecided: boolean; nextAt: Date | null }> {
  const planned = { 'sender.id': senderId, state: 'planned' as const };
  const [inFlight, undecided, next] = await Promise.all([
    DeliveryModel.exists({ 'sender.id': senderId, state: 'inFlight' }),
    DeliveryModel.exists({ ...planned, notBefore: null }),
    DeliveryModel.findOne({ ...planned, notBefore: { $type: 'date' } }, { notBefore: 1 })
      .sort({ notBefore: 1 })
      .lean(),
  ]);
  return { isInFlight: inFlight !== null, hasUndecided: undecided !== null, nextAt: next?.notBefore ?? null };
}

/** Plans again what LINE refused or what could not be rendered, once more for each; resolves to how many. */
export async function planFailedAgain(
  ctx: Pick<Context, 'clock'>,
  senderId: string,
  reasons: readonly RejectReason[],
): Promise<number> {
  const again = await DeliveryModel.updateMany(
    { 'sender.id': senderId, state: 'rejected', reason: { $in: reasons } },
    { $set: { ...UNSENT, notBefore: ctx.clock.now(), settledAt: null }, $unset: { batchId: '' } },
  );
  return again.modifiedCount;
}

/** Ends every delivery of a sender that has not left, with the reason; resolves to how many. */
export async function cancelPlanned(
  ctx: Pick<Context, 'clock'>,
  senderId: string,
  reason: SkipReason = 'cancelled',
): Promise<number> {
  await recallUntaken(senderId);
  // A page that was about to leave may be counted for caps already: it is the one that has been due longest.
  const next = await DeliveryModel.find({ 'sender.id': senderId, state: 'planned' }, { friendId: 1 })
    .sort({ notBefore: 1, _id: 1 })
    .limit(MULTICAST_RECIPIENTS_MAX)
    .lean();
  const cancelled = await DeliveryModel.updateMany(
    { 'sender.id': senderId, state: 'planned' },
    { $set: { state: 'skipped', reason, settledAt: ctx.clock.now() } },
  );
  await uncountPlanned(next);
  return cancelled.modifiedCount;
}

/**
 * Plans again what waits to be repeated and what LINE certainly did not take: over the rate, never reached, or not called yet.
 * Whoever is about to repeat it finds it planned. What LINE may have taken stays: only its own retry key can tell.
 */
export async function recallUntaken(senderId: string): Promise<void> {
  const open = {
    senderId,
    state: { $in: ['claiming' as const, 'inFlight' as const] },
    mayBeTaken: false,
    outcome: null,
  };
  for (const { _id } of await DeliveryBatchModel.find(open, { _id: 1 }).lean()) {
    const recalled = await DeliveryBatchModel.updateOne(
      { ...open, _id },
      { $set: { state: 'settled', outcome: { state: 'released' } } },
    );
    if (recalled.matchedCount === 0) continue;
    await DeliveryModel.updateMany({ batchId: _id, state: 'inFlight' }, { $set: UNSENT, $unset: { batchId: '' } });
  }
  await DeliveryModel.updateMany(
    { 'sender.id': senderId, state: 'inFlight', mayBeTaken: false, batchId: { $exists: false } },
    { $set: UNSENT },
  );
}
