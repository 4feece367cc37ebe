import type { Context } from '../context.js';
import { getFriendBehind } from '../friends/index.js';
import { insertNew } from '../infra/mongo/model.js';
import type { Order } from './core/order.js';
import { countOrders } from './count-orders.js';
import { OrderModel } from './order.model.js';
import { RecordOrderInput } from './schemas.js';

/** Takes an order. The same `externalId` of a friend is taken once; a repeat answers with what was taken. */
export async function recordOrder(
  ctx: Pick<Context, 'clock' | 'publish'>,
  givenFriendId: string,
  given: RecordOrderInput,
): Promise<Order> {
  const { orderedAt, ...input } = RecordOrderInput.parse(given);
  const { _id: friendId, channelId } = await getFriendBehind(givenFriendId);
  const taken = await OrderModel.findOne({ friendId, externalId: input.externalId }).lean();
  const now = ctx.clock.now();
  const order: Order = {
    ...input,
    _id: `${friendId}/${input.externalId}`,
    channelId,
    friendId,
    refundedMinor: 0,
    refunds: [],
    orderedAt: orderedAt ?? now,
    recordedAt: now,
    countedAt: null,
  };
  if (!taken) await insertNew(OrderModel, [order]);
  await countOrders(ctx, friendId);
  return (await OrderModel.findById(taken?._id ?? order._id).lean()) ?? order;
}
