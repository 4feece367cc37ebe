import { z } from 'zod';
import { resolveChannel } from '../channels/index.js';
import { ChannelId } from '../channels/schemas.js';
import { defineRoute } from '../edges.js';
import { FriendId } from '../friends/schemas.js';
import { getCustomerValue, reportCustomerValue } from './customer-value.js';
import { OrderModel } from './order.model.js';
import { presentOrder } from './present-order.js';
import { recordOrder } from './record-order.js';
import { refundOrder } from './refund-order.js';
import { PresentedOrder, RecordOrderInput, RefundOrderInput } from './schemas.js';

const tag = 'Sales';
const params = z.object({ id: FriendId });
const ValueRow = z.object({
  name: z.string().nullable(),
  currency: z.string(),
  customers: z.number(),
  netMinor: z.number(),
  refundedMinor: z.number(),
  perCustomerMinor: z.number(),
});

export const routes = [
  defineRoute({
    method: 'post',
    path: '/api/v1/friends/:id/orders',
    access: { scope: 'write' },
    summary: 'Take an order of a friend; the same externalId is taken once',
    tag,
    recordedBy: 'orders',
    status: 201,
    params,
    body: RecordOrderInput,
    response: PresentedOrder,
    handle: async (ctx, { params: { id }, body }) => presentOrder(await recordOrder(ctx, id, body)),
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
      orders: (await OrderModel.find({ friendId: id }).sort({ orderedAt: -1 }).limit(500).lean()).map(presentOrder),
    }),
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/friends/:id/orders/:externalId/refunds',
    access: { scope: 'write' },
    summary: 'Take a refund of an order; the same externalId is taken once',
    tag,
    recordedBy: 'orders',
    status: 201,
    params: params.extend({ externalId: z.string().min(1).max(100) }),
    body: RefundOrderInput,
    response: PresentedOrder,
    handle: async (ctx, { params: { id, externalId }, body }) =>
      presentOrder(await refundOrder(ctx, { friendId: id, orderExternalId: externalId }, body)),
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/friends/:id/clv',
    access: { scope: 'read' },
    summary: 'What a friend brought, each currency apart, and what they may still bring',
    tag,
    params,
    response: z.object({
      historic: z.array(
        z.object({
          currency: z.string(),
          orders: z.number(),
          netMinor: z.number(),
          refundedMinor: z.number(),
          averageMinor: z.number().nullable(),
        }),
      ),
      projected: z
        .object({
          currency: z.string(),
          averageMinor: z.number(),
          ordersPerDay: z.number(),
          remainingDays: z.number(),
          projectedMinor: z.number(),
        })
        .nullable(),
      customerLifetimeDays: z.number(),
    }),
    handle: async (ctx, { params: { id } }) => getCustomerValue(ctx, id),
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/lifecycle/clv',
    access: { scope: 'read' },
    summary: 'What customers brought, by stage and by friend path, each currency apart',
    tag,
    query: z.strictObject({ channelId: ChannelId.optional() }),
    response: z.object({ byStage: z.array(ValueRow), byFriendPath: z.array(ValueRow) }),
    handle: async (ctx, { query }) => reportCustomerValue((await resolveChannel(ctx, query.channelId))._id),
  }),
];
