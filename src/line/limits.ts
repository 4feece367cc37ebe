/** LINE's published limits that the gateway and its callers obey. Source: LINE Messaging API reference, 2026-08. */
export const MULTICAST_RECIPIENTS_MAX = 500;
/** A retry key is remembered for 24 hours from the first request; after that the same key sends again. */
export const RETRY_KEY_LIFETIME_MS = 24 * 3600 * 1000;
/** Requests per second that LINE allows per channel and endpoint. */
export const RATE_PER_SECOND = {
  reply: 2_000,
  push: 2_000,
  multicast: 200,
  linkRichMenu: 2_000,
  profile: 2_000,
} as const;
export type RatedEndpoint = keyof typeof RATE_PER_SECOND;

/** Longer than one call to LINE may take: whoever has not written down how it ended by then has died, and another may repeat it. */
export const CALL_OVERDUE_MS = 15_000;
