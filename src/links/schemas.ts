import { z } from 'zod';
import { FriendId } from '../friends/schemas.js';

export const LinkId = z.string().regex(/^[0-9a-f]{20}$/, 'must be the linkId of a tracked link');

export const LinksQuery = z.strictObject({
  /** The campaign, survey or other sender whose links are asked for. */
  senderId: z.string().min(1).max(100),
});

export const ClickersQuery = z.strictObject({
  /** `next` of the page before. */
  after: FriendId.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

export const PresentedClicks = z.object({
  /** Friends who clicked any of the links at least once. */
  unique: z.number(),
  /** Every click of a person, also those that are bound to no friend. */
  total: z.number(),
  links: z.array(
    z.object({
      linkId: z.string(),
      url: z.string(),
      unique: z.number(),
      total: z.number(),
      /** Openings by previews and other programs; in no other figure. */
      bots: z.number(),
    }),
  ),
});

export const PresentedClicker = z.object({
  friendId: z.string(),
  displayName: z.string().nullable(),
  count: z.number(),
  firstAt: z.date(),
  lastAt: z.date(),
});
