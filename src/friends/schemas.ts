import { z } from 'zod';
import { ChannelId } from '../channels/schemas.js';

export const FriendId = z.string().regex(/^[0-9A-Z]{26}$/, 'must be a friend id');

const AttributeName = z.string().regex(/^[a-zA-Z][a-zA-Z0-9]{0,59}$/, 'must be letters and digits, at most 60');
const AttributeValue = z.union([z.string().max(1_000), z.number(), z.boolean()]);
export const Attributes = z.record(AttributeName, AttributeValue);

/** Sets attributes; null removes one. */
export const SetAttributesInput = z.strictObject({
  attributes: z
    .record(AttributeName, AttributeValue.nullable())
    .refine((given) => Object.keys(given).length <= 50, 'at most 50 attributes in one call'),
});

export const PageQuery = z.strictObject({
  channelId: ChannelId.optional(),
  after: z.string().max(40).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

export const AddLinkInput = z.strictObject({
  channelId: ChannelId.optional(),
  name: z.string().trim().min(1).max(100),
});

export const PresentedAddLink = z.object({
  id: z.string(),
  channelId: z.string(),
  name: z.string(),
  clicks: z.number(),
  url: z.string(),
  createdAt: z.date(),
});

export const PresentedFriend = z.object({
  id: z.string(),
  channelId: z.string(),
  lineUserId: z.string(),
  displayName: z.string().nullable(),
  language: z.string().nullable(),
  standing: z.enum(['following', 'blocked']),
  followedAt: z.date().nullable(),
  blockedAt: z.date().nullable(),
  friendPath: z.object({ id: z.string(), name: z.string(), at: z.date() }).nullable(),
  attributes: Attributes,
  tags: z.array(
    z.object({
      tagId: z.string(),
      isActive: z.boolean(),
      intensity: z.number(),
      level: z.string().nullable(),
      count: z.number(),
      lastAt: z.date(),
      expiresAt: z.date().nullable(),
    }),
  ),
  stage: z.object({ name: z.string(), since: z.date(), policyVersion: z.number() }).nullable(),
  membership: z.object({
    verifiedOwnerAt: z.date().nullable(),
    items: z.array(z.object({ serial: z.string(), model: z.string(), since: z.date() })),
  }),
  orders: z.object({
    count: z.number(),
    totalMinor: z.number(),
    currency: z.string().nullable(),
    firstAt: z.date().nullable(),
    lastAt: z.date().nullable(),
  }),
  lastActiveAt: z.date().nullable(),
  richMenu: z.object({
    desired: z.string().nullable(),
    rule: z.string().nullable(),
    linked: z.string().nullable(),
    linkedAt: z.date().nullable(),
  }),
  createdAt: z.date(),
});

export const FriendsPage = z.object({ friends: z.array(PresentedFriend), next: z.string().nullable() });
