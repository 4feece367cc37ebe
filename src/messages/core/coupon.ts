import { z } from 'zod';
import { HttpsUrl, utf16Text } from './measured-text.js';
import { AnyInstant } from '../../shared/instant.js';

/** LINE's time zones of coupons. */
export const COUPON_TIME_ZONES = [
  'ETC_GMT_MINUS_12',
  'ETC_GMT_MINUS_11',
  'PACIFIC_HONOLULU',
  'AMERICA_ANCHORAGE',
  'AMERICA_LOS_ANGELES',
  'AMERICA_PHOENIX',
  'AMERICA_CHICAGO',
  'AMERICA_NEW_YORK',
  'AMERICA_CARACAS',
  'AMERICA_SANTIAGO',
  'AMERICA_ST_JOHNS',
  'AMERICA_SAO_PAULO',
  'ETC_GMT_MINUS_2',
  'ATLANTIC_CAPE_VERDE',
  'EUROPE_LONDON',
  'EUROPE_PARIS',
  'EUROPE_ISTANBUL',
  'EUROPE_MOSCOW',
  'ASIA_TEHRAN',
  'ASIA_TBILISI',
  'ASIA_KABUL',
  'ASIA_TASHKENT',
  'ASIA_COLOMBO',
  'ASIA_KATHMANDU',
  'ASIA_ALMATY',
  'ASIA_RANGOON',
  'ASIA_BANGKOK',
  'ASIA_TAIPEI',
  'ASIA_TOKYO',
  'AUSTRALIA_DARWIN',
  'AUSTRALIA_SYDNEY',
  'ASIA_VLADIVOSTOK',
  'ETC_GMT_PLUS_12',
  'PACIFIC_TONGATAPU',
] as const;

const amount = z.int().positive();
const fixed = z.strictObject({ type: z.literal('fixed'), fixedAmount: amount });
const percentage = z.strictObject({ type: z.literal('percentage'), percentage: z.int().min(1).max(99) });
const explicit = z.strictObject({
  type: z.literal('explicit'),
  priceAfterDiscount: z.int().nonnegative(),
  originalPrice: amount,
});

const Reward = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('discount'),
    priceInfo: z.discriminatedUnion('type', [fixed, percentage, explicit]).optional(),
  }),
  z.strictObject({
    type: z.literal('cashBack'),
    priceInfo: z.discriminatedUnion('type', [fixed, percentage]).optional(),
  }),
  z.strictObject({ type: z.literal('free') }),
  z.strictObject({ type: z.literal('gift') }),
  z.strictObject({ type: z.literal('others') }),
]);

const Acquisition = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('normal') }),
  z.strictObject({
    type: z.literal('lottery'),
    lotteryProbability: z.int().min(1).max(99),
    maxAcquireCount: z.union([z.literal(-1), z.int().min(1).max(999_999)]),
  }),
]);

/** A coupon to be made. Limits are LINE's ("Create coupon"); LINE copies the images, and lets nothing be edited afterwards. */
export const CouponInput = z
  .strictObject({
    title: utf16Text(60),
    description: utf16Text(1_000).optional(),
    usageCondition: utf16Text(100).optional(),
    imageUrl: HttpsUrl.optional(),
    barcodeImageUrl: HttpsUrl.optional(),
    couponCode: utf16Text(16).optional(),
    startAt: AnyInstant,
    endAt: AnyInstant,
    timezone: z.enum(COUPON_TIME_ZONES).optional(),
    visibility: z.enum(['PUBLIC', 'UNLISTED']).default('UNLISTED'),
    /** How often one friend may use it: once, or -1 for as often as they like. */
    maxUseCountPerTicket: z.union([z.literal(1), z.literal(-1)]).default(1),
    acquisitionCondition: Acquisition.default({ type: 'normal' }),
    reward: Reward,
  })
  .refine(({ startAt, endAt }) => startAt < endAt, { path: ['endAt'], error: 'must be later than startAt' });
export type CouponInput = z.infer<typeof CouponInput>;

/** LINE's coupon object: times in seconds, and a time zone; null when LINE has no name for the channel's. */
export function toLineCoupon({ startAt, endAt, timezone, ...rest }: CouponInput, channelZone: string): object | null {
  const named = channelZone.toUpperCase().replaceAll('/', '_');
  const zone = timezone ?? COUPON_TIME_ZONES.find((known) => known === named);
  if (zone === undefined) return null;
  return { ...rest, startTimestamp: seconds(startAt), endTimestamp: seconds(endAt), timezone: zone };
}

const seconds = (at: Date) => Math.floor(at.getTime() / 1_000);
