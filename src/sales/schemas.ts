import { z } from 'zod';
import { AnyInstant } from '../shared/instant.js';

export const RecordOrderInput = z.strictObject({
  /** The shop's own order number. */
  externalId: z.string().min(1).max(100),
  totalMinor: z.number().int().min(0).max(1_000_000_000_000),
  currency: z.string().regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code such as TWD'),
  orderedAt: AnyInstant.optional(),
  items: z
    .array(
      z.strictObject({
        sku: z.string().min(1).max(100),
        name: z.string().min(1).max(200),
        quantity: z.number().int().min(1).max(100_000),
      }),
    )
    .max(200)
    .default([]),
});
export type RecordOrderInput = z.infer<typeof RecordOrderInput>;

/** Money given back for an order. */
export const RefundOrderInput = z.strictObject({
  /** The shop's own number of the refund. */
  externalId: z.string().min(1).max(100),
  amountMinor: z.number().int().min(1).max(1_000_000_000_000),
  refundedAt: AnyInstant.optional(),
});
export type RefundOrderInput = z.infer<typeof RefundOrderInput>;

export const PresentedOrder = z.object({
  id: z.string(),
  friendId: z.string(),
  externalId: z.string(),
  totalMinor: z.number(),
  refundedMinor: z.number(),
  refunds: z.array(z.object({ externalId: z.string(), amountMinor: z.number(), refundedAt: z.date() })),
  currency: z.string(),
  items: z.array(z.object({ sku: z.string(), name: z.string(), quantity: z.number() })),
  orderedAt: z.date(),
});
