import type { Context } from '../context.js';
import { ConflictError, NotFoundError } from '../errors.js';
import { getFriendBehind } from '../friends/index.js';
import { netOf, type Order } from './core/order.js';
import { countOrders } from './count-orders.js';
import { OrderModel } from './order.model.js';
import { RefundOrderInput } from './schemas.js';

const REFUNDS_MAX = 100;

/**
 * Takes a refund of an order: it lowers the friend's totals. The same `externalId` is taken once; a repeat answers with the
 * order as it is. Never more than was paid.
 */
export async function refundOrder(
  ctx: Pick<Context, 'clock' | 'publish'>,
  { friendId: givenFriendId, orderExternalId }: { friendId: string; orderExternalId: string },
  given: RefundOrderInput,
): Promise<Order> {
  const { externalId, amountMinor, refundedAt } = RefundOrderInput.parse(given);
  const { _id: friendId } = await getFriendBehind(givenFriendId);
  const now = ctx.clock.now();
  const refund = { externalId, amountMinor, refundedAt: refundedAt ?? now, recordedAt: now };
  for (;;) {
    const order = await getOrder(friendId, orderExternalId);
    if (isTaken(order, refund)) break;
    checkFits(order, refund);
    const { _id, refundedMinor } = order;
    const written = await OrderModel.updateOne(
      { _id, refundedMinor: refundedMinor ?? null, 'refunds.externalId': { $ne: externalId } },
      { $set: { refundedMinor: (refundedMinor ?? 0) + amountMinor, countedAt: null }, $push: { refunds: refund } },
    );
    if (written.matchedCount === 1) break;
  }
  await countOrders(ctx, friendId);
  return getOrder(friendId, orderExternalId);
}

/** By the shop's number: an order that came with a merge keeps its id. */
async function getOrder(friendId: string, externalId: string): Promise<Order> {
  const order = await OrderModel.findOne({ friendId, externalId }).lean();
  if (!order) throw new NotFoundError('order', externalId);
  return order;
}

function isTaken(order: Order, { externalId, amountMinor }: { externalId: string; amountMinor: number }): boolean {
  const taken = order.refunds?.find((one) => one.externalId === externalId);
  if (taken && taken.amountMinor !== amountMinor) {
    throw new ConflictError(
      `Refund ${externalId} of order ${order.externalId} was taken before, over ${taken.amountMinor}, not ${amountMinor}.`,
    );
  }
  return taken !== undefined;
}

function checkFits(order: Order, { externalId, amountMinor }: { externalId: string; amountMinor: number }): void {
  const left = netOf(order);
  if (amountMinor > left) {
    throw new ConflictError(
      `Refund ${externalId} of ${amountMinor} is more than is left of order ${order.externalId}: ${left} ${order.currency}.`,
    );
  }
  if ((order.refunds?.length ?? 0) >= REFUNDS_MAX)
    throw new ConflictError(`Order ${order.externalId} has ${REFUNDS_MAX} refunds; it takes no more.`);
}
