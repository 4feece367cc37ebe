import type { Context } from '../context.js';
import { insertNew } from '../infra/mongo/model.js';
import type { Content } from './core/content.js';
import type { SkipReason } from './core/gates.js';
import { planDelivery } from './deliver.js';
import { DeliveryModel, type DeliveryState, type Sender } from './delivery.model.js';

interface Plan {
  channelId: string;
  sender: Sender;
  content: Content;
  recipients: { friendId: string; lineUserId: string }[];
}

/** Plans one delivery per recipient; a friend who has one of this sender already gets no second. */
export async function planDeliveries(
  ctx: Pick<Context, 'clock'>,
  { channelId, sender, content, recipients }: Plan,
): Promise<void> {
  const now = ctx.clock.now();
  const planned = recipients.map(({ friendId, lineUserId }) =>
    planDelivery(
      {
        id: `${sender.kind}:${sender.id}:${friendId}`,
        friend: { _id: friendId, channelId, lineUserId },
        sender,
        content,
        dueAt: null,
      },
      now,
    ),
  );
  await insertNew(DeliveryModel, planned);
}

/** Why going on with this sender is of no use: LINE takes nothing more this month, or nothing with this token. Null while it is. */
export async function findStopReason(senderId: string): Promise<'monthlyLimit' | 'auth' | null> {
  const refused = await DeliveryModel.findOne(
    { 'sender.id': senderId, state: 'rejected', reason: { $in: ['monthlyLimit', 'auth'] } },
    { reason: 1 },
  ).lean();
  return refused?.reason === 'monthlyLimit' || refused?.reason === 'auth' ? refused.reason : null;
}

/** Ends every delivery of a sender that has not left, with the reason; resolves to how many. */
export async function cancelPlanned(
  ctx: Pick<Context, 'clock'>,
  senderId: string,
  reason: SkipReason = 'cancelled',
): Promise<number> {
  const cancelled = await DeliveryModel.updateMany(
    { 'sender.id': senderId, state: 'planned' },
    { $set: { state: 'skipped', reason, settledAt: ctx.clock.now() } },
  );
  return cancelled.modifiedCount;
}

/** How many deliveries of a sender are in each state, and for which reason. */
export async function countDeliveries(
  senderId: string,
): Promise<{ byState: Partial<Record<DeliveryState, number>>; byReason: Record<string, number> }> {
  const rows = await DeliveryModel.aggregate<{ _id: { state: DeliveryState; reason: string | null }; count: number }>([
    { $match: { 'sender.id': senderId } },
    { $group: { _id: { state: '$state', reason: '$reason' }, count: { $sum: 1 } } },
  ]);
  const byState: Partial<Record<DeliveryState, number>> = {};
  const byReason: Record<string, number> = {};
  for (const { _id, count } of rows) {
    byState[_id.state] = (byState[_id.state] ?? 0) + count;
    if (_id.reason !== null && _id.state !== 'accepted') byReason[_id.reason] = (byReason[_id.reason] ?? 0) + count;
  }
  return { byState, byReason };
}
