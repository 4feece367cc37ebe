import { z } from 'zod';
import { DELIVERY_TAG_LENGTH_MAX, LOCATION_TEXT_LENGTH_MAX, TRACKING_ID_LENGTH_MAX } from './limits.js';
import { HttpsUrl, utf16Text } from './measured-text.js';
import { messageExtras } from './message-extras.js';

export const StickerMessage = z.strictObject({
  type: z.literal('sticker'),
  packageId: z.string().min(1),
  stickerId: z.string().min(1),
  quoteToken: z.string().min(1).optional(),
  ...messageExtras,
});

export const ImageMessage = z.strictObject({
  type: z.literal('image'),
  originalContentUrl: HttpsUrl,
  previewImageUrl: HttpsUrl,
  ...messageExtras,
});

export const VideoMessage = z.strictObject({
  type: z.literal('video'),
  originalContentUrl: HttpsUrl,
  previewImageUrl: HttpsUrl,
  trackingId: utf16Text(TRACKING_ID_LENGTH_MAX)
    .regex(/^[a-zA-Z0-9\-.=,+*()%$&;:@{}!?<>[\]]*$/, { error: 'has a character that LINE does not allow here' })
    .optional(),
  ...messageExtras,
});

/** Duration is in milliseconds. */
export const AudioMessage = z.strictObject({
  type: z.literal('audio'),
  originalContentUrl: HttpsUrl,
  duration: z.int().positive(),
  ...messageExtras,
});

/** Latitude and longitude are in degrees. */
export const LocationMessage = z.strictObject({
  type: z.literal('location'),
  title: utf16Text(LOCATION_TEXT_LENGTH_MAX),
  address: utf16Text(LOCATION_TEXT_LENGTH_MAX),
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
  ...messageExtras,
});

export const CouponMessage = z.strictObject({
  type: z.literal('coupon'),
  couponId: z.string().min(1),
  deliveryTag: utf16Text(DELIVERY_TAG_LENGTH_MAX)
    .regex(/^\w+$/, { error: 'may contain only letters, digits and _' })
    .optional(),
  ...messageExtras,
});
