import { z } from 'zod';
import { TIER_CHANGES } from './core/friend-tier.js';
import { defineEvent } from '../infra/announcements/event.js';

export const friendFollowed = defineEvent(
  'friend.followed',
  z.object({ isUnblocked: z.boolean(), isFirst: z.boolean() }),
);
export const friendUnfollowed = defineEvent('friend.unfollowed', z.object({}));
export const profileFetched = defineEvent('friend.profileFetched', z.object({ language: z.string().nullable() }));
export const attributesChanged = defineEvent('friend.attributesChanged', z.object({ names: z.array(z.string()) }));
/** A friend was seen for the first time, by a follow or by a message. */
export const friendAppeared = defineEvent('friend.appeared', z.object({}));
export const ordersChanged = defineEvent(
  'friend.ordersChanged',
  z.object({ count: z.number(), totalMinor: z.number() }),
);
/** The add link that a friend came through became known after they had followed. */
export const friendPathFound = defineEvent('friend.pathFound', z.object({ id: z.string() }));
/** What a friend agreed to or refused changed; `state` null when it was forgotten. */
export const consentChanged = defineEvent(
  'friend.consentChanged',
  z.object({ purpose: z.string(), state: z.enum(['granted', 'denied']).nullable(), source: z.string() }),
);
export const friendBlacklisted = defineEvent('friend.blacklisted', z.object({ reason: z.string(), by: z.string() }));
export const friendUnblacklisted = defineEvent('friend.unblacklisted', z.object({ by: z.string() }));
/** The VIP tier of a friend changed, at exactly that time; `to` null for none. `value` is what counted then. */
export const tierChanged = defineEvent(
  'tier.changed',
  z.object({
    from: z.string().nullable(),
    to: z.string().nullable(),
    why: z.enum(TIER_CHANGES),
    value: z.number(),
    programVersion: z.number(),
    by: z.string().optional(),
    note: z.string().optional(),
  }),
);
/** Another friend turned out to be the same person, or, for an undone merge, not to be. */
export const friendMerged = defineEvent(
  'friend.merged',
  z.object({ mergeId: z.string(), absorbId: z.string(), isUndone: z.boolean() }),
);
