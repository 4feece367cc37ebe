/** LINE's published limits that the gateway and its callers obey. Source: LINE Messaging API reference, 2026-08. */
export const MULTICAST_RECIPIENTS_MAX = 500;
export const BULK_LINK_USERS_MAX = 500;
export const MESSAGES_PER_REQUEST_MAX = 5;
/** A retry key is remembered for 24 hours from the first request; after that the same key sends again. */
export const RETRY_KEY_LIFETIME_MS = 24 * 3600 * 1000;
/** A reply token must be used within about one minute of receiving the webhook. */
export const REPLY_TOKEN_LIFETIME_MS = 60_000;
/** LINE counts a webhook as failed without a 2xx answer after two seconds. */
export const WEBHOOK_ANSWER_MS = 2_000;
/** Requests per second that LINE allows per channel and endpoint. */
export const RATE_PER_SECOND = {
  reply: 2_000,
  push: 2_000,
  multicast: 200,
  linkRichMenu: 2_000,
  profile: 2_000,
} as const;
export type RatedEndpoint = keyof typeof RATE_PER_SECOND;
