import { z } from 'zod';
import { gatewayOf, resolveChannel } from '../channels/index.js';
import { ChannelId } from '../channels/schemas.js';
import { defineRoute } from '../edges.js';
import { NotFoundError } from '../errors.js';
import { LineNotFoundError } from '../line/errors.js';
import { CouponInput } from './core/coupon.js';
import { createCoupon } from './create-coupon.js';

const tag = 'Coupons';
const CouponId = z.string().min(1).max(100);
const Status = z.enum(['DRAFT', 'RUNNING', 'CLOSED']);

/** Coupons are LINE's: nothing of them is stored here. */
export const couponRoutes = [
  defineRoute({
    method: 'post',
    path: '/api/v1/coupons',
    access: { scope: 'write' },
    summary: 'Make a coupon at LINE; it cannot be edited, only closed',
    tag,
    status: 201,
    body: CouponInput.safeExtend({ channelId: ChannelId.optional() }),
    response: z.object({ couponId: z.string() }),
    handle: async (ctx, { body: { channelId, ...input } }) => ({ couponId: await createCoupon(ctx, channelId, input) }),
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/coupons',
    access: { scope: 'read' },
    summary: 'List the coupons that LINE has in a status, a page at a time',
    tag,
    query: z.strictObject({
      channelId: ChannelId.optional(),
      status: Status.default('RUNNING'),
      /** `next` of the page before. */
      start: z.string().min(1).max(1_000).optional(),
      limit: z.coerce.number().int().min(1).max(100).default(20),
    }),
    response: z.object({
      coupons: z.array(z.object({ couponId: z.string(), title: z.string(), status: Status })),
      next: z.string().nullable(),
    }),
    handle: async (ctx, { query: { channelId, status, start, limit } }) => {
      const channel = await resolveChannel(ctx, channelId);
      return (await gatewayOf(ctx, channel._id)).listCoupons(status, start ?? null, limit);
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/coupons/:id/close',
    access: { scope: 'write' },
    summary: 'Close a coupon: nobody can get it any more',
    tag,
    params: z.object({ id: CouponId }),
    query: z.strictObject({ channelId: ChannelId.optional() }),
    status: 204,
    handle: async (ctx, { params: { id }, query: { channelId } }) => {
      const channel = await resolveChannel(ctx, channelId);
      const gateway = await gatewayOf(ctx, channel._id);
      await gateway.closeCoupon(id).catch((error: unknown) => {
        throw error instanceof LineNotFoundError ? new NotFoundError('coupon that is open', id) : error;
      });
    },
  }),
];
