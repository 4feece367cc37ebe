import { z } from 'zod';
import { defineRoute } from '../edges.js';
import { FriendId } from '../friends/schemas.js';
import { OrderModel, type Order } from './order.model.js';
import { recordOrder } from './record-order.js';
import { PresentedOrder, RecordOrderInput } from './schemas.js';

const tag = 'Sales';
const params = z.object({ id: FriendId });
const present = ({ _id, friendId, externalId, totalMinor, currency, items, orderedAt }: Order) => ({
  id: _id,
  friendId,
  externalId,
  totalMinor,
  currency,
  items,
  orderedAt,
});

export const routes = [
  defineRoute({
    method: 'post',
    path: '/api/v1/friends/:id/orders',
    access: { scope: 'write' },
    summary: 'Take an order of a friend; the same externalId is taken once',
    tag,
    status: 201,
    params,
    body: RecordOrderInput,
    response: PresentedOrder,
    handle: async (ctx, { params: { id }, body }) => present(await recordOrder(ctx, id, body)),
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/friends/:id/orders',
    access: { scope: 'read' },
    summary: "A friend's orders, newest first",
    tag,
    params,
    response: z.object({ orders: z.array(PresentedOrder) }),
    handle: async (_ctx, { params: { id } }) => ({
      orders: (await OrderModel.find({ friendId: id }).sort({ orderedAt: -1 }).limit(500).lean()).map(present),
    }),
  }),
];
