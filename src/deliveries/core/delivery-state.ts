/**
 * planned -> inFlight -> accepted | rejected | unknown, or planned -> skipped. `unknown` is final for us: LINE may or may not
 * have taken it, and no safe way to ask again is left; a person may say what became of it.
 */
export const DELIVERY_STATES = ['planned', 'inFlight', 'accepted', 'rejected', 'skipped', 'unknown'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** Why it stays open whether LINE took a delivery. */
export const UNKNOWN_REASONS = ['replyAmbiguous', 'retryKeyExpired', 'progressGone'] as const;
export type UnknownReason = (typeof UNKNOWN_REASONS)[number];
