import { z } from 'zod';

/** Event types of LINE's webhooks that the product understands. Others are stored, logged and left alone. */
export const EVENT_TYPES = [
  'message',
  'messageEdited',
  'unsend',
  'follow',
  'unfollow',
  'join',
  'leave',
  'memberJoined',
  'memberLeft',
  'postback',
  'videoPlayComplete',
  'beacon',
  'accountLink',
  'membership',
  'delivery',
  'module',
  'activated',
  'deactivated',
  'botSuspended',
  'botResumed',
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

const Source = z.looseObject({
  type: z.string(),
  userId: z.string().optional(),
  groupId: z.string().optional(),
  roomId: z.string().optional(),
});
export type EventSource = z.infer<typeof Source>;

/** The group or room in which something happened; undefined for what is one to one. */
export const groupIdOf = (source: EventSource | undefined): string | undefined => source?.groupId ?? source?.roomId;

/** What every event carries; all else stays as LINE sent it. `webhookEventId` and `timestamp` are always there (LINE reference). */
export const WebhookEvent = z.looseObject({
  type: z.string().max(100),
  webhookEventId: z.string().min(1).max(100),
  timestamp: z.number().int().nonnegative(),
  mode: z.string().optional(),
  source: Source.optional(),
  replyToken: z.string().max(1_000).optional(),
  deliveryContext: z.looseObject({ isRedelivery: z.boolean() }).optional(),
});
export type WebhookEvent = z.infer<typeof WebhookEvent>;

export const WebhookBody = z.looseObject({ destination: z.string().optional(), events: z.array(z.unknown()) });

const ContentProvider = z.looseObject({ type: z.string() });

/** A message in a webhook event. Unknown message types are kept as they are. */
export const WebhookMessage = z.looseObject({
  id: z.string(),
  type: z.string(),
  text: z.string().optional(),
  quoteToken: z.string().optional(),
  markAsReadToken: z.string().optional(),
  contentProvider: ContentProvider.optional(),
});
export type WebhookMessage = z.infer<typeof WebhookMessage>;

export const EventParts = {
  message: z.looseObject({ message: WebhookMessage }),
  unsend: z.looseObject({ unsend: z.object({ messageId: z.string() }) }),
  accountLink: z.looseObject({ link: z.object({ result: z.enum(['ok', 'failed']), nonce: z.string() }) }),
  follow: z.looseObject({ follow: z.looseObject({ isUnblocked: z.boolean().optional() }).optional() }),
  postback: z.looseObject({
    postback: z.looseObject({ data: z.string(), params: z.record(z.string(), z.string()).optional() }),
  }),
};
