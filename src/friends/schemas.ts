import { z } from 'zod';
import { ChannelId } from '../channels/schemas.js';
import { ATTRIBUTE_SUBJECTS, ATTRIBUTE_TYPES, AttributeInput, AttributeName } from './core/attribute.js';
import { ACTIVITY_STATUSES } from './core/friend.js';

export const FriendId = z.string().regex(/^[0-9A-Z]{26}$/, 'must be a friend id');

/** Attributes as they leave the server. */
export const Attributes = z.record(z.string(), AttributeInput);

/** Sets attributes; null removes one. */
export const SetAttributesInput = z.strictObject({
  attributes: z
    .record(AttributeName, AttributeInput.nullable())
    .refine((given) => Object.keys(given).length <= 50, 'at most 50 attributes in one call'),
});

export const SearchQuery = z.strictObject({
  channelId: ChannelId.optional(),
  q: z.string().trim().min(1).max(100),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});

export const ConsentInput = z.strictObject({
  state: z.enum(['granted', 'denied']),
  /** Where the friend said so: a form, a survey, a call. */
  source: z.string().trim().min(1).max(100),
});

export const BlacklistInput = z.strictObject({ reason: z.string().trim().min(1).max(500) });
export const NoteInput = z.strictObject({ text: z.string().trim().min(1).max(2_000) });

export const MergeInput = z.strictObject({ keepId: FriendId, absorbId: FriendId });
export const EraseInput = z.strictObject({ reason: z.string().trim().min(1).max(500) });

export const PresentedMerge = z
  .object({
    id: z.string(),
    keepId: z.string(),
    absorbId: z.string(),
    state: z.enum(['merging', 'done', 'undoing', 'undone']),
    by: z.string(),
    at: z.date(),
    undoUntil: z.date(),
    undoneAt: z.date().nullable(),
  })
  .meta({ id: 'Merge' });

export const PresentedErasure = z
  .object({
    friendId: z.string(),
    channelId: z.string(),
    fingerprint: z.string(),
    reason: z.string(),
    by: z.string(),
    state: z.enum(['erasing', 'done']),
    counts: z.record(z.string(), z.number()),
    startedAt: z.date(),
    doneAt: z.date().nullable(),
  })
  .meta({ id: 'Erasure' });

export const PresentedTimeline = z.object({
  entries: z.array(
    z.object({
      id: z.string(),
      source: z.string(),
      at: z.date(),
      kind: z.string(),
      data: z.record(z.string(), z.unknown()),
      /** It is of a conversation that your role does not see: `data` is empty. */
      isWithheld: z.boolean(),
    }),
  ),
  next: z.string().nullable(),
});

/** How much is kept about a friend, by the name of each holding. */
export const PresentedHeld = z.object({ counts: z.record(z.string(), z.number()) });

export const PresentedNote = z
  .object({
    id: z.string(),
    friendId: z.string(),
    text: z.string(),
    by: z.string(),
    at: z.date(),
    editedAt: z.date().nullable(),
    deletedAt: z.date().nullable(),
  })
  .meta({ id: 'Note' });

export const PresentedAttributeDefinition = z
  .object({
    name: z.string(),
    label: z.string(),
    type: z.enum(ATTRIBUTE_TYPES),
    about: z.enum(ATTRIBUTE_SUBJECTS),
    choices: z.array(z.string()),
    isSensitive: z.boolean(),
    createdAt: z.date(),
  })
  .meta({ id: 'AttributeDefinition' });

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
  pictureUrl: z.string().nullable(),
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
  stage: z
    .object({
      name: z.string(),
      since: z.date(),
      policyVersion: z.number(),
      lock: z.object({ by: z.string(), reason: z.string(), until: z.date().nullable() }).nullable(),
    })
    .nullable(),
  activityStatus: z.object({ name: z.enum(ACTIVITY_STATUSES), since: z.date() }).nullable(),
  health: z
    .object({
      score: z.number(),
      parts: z.array(z.object({ name: z.string(), score: z.number().nullable(), weight: z.number() })),
      at: z.date(),
    })
    .nullable(),
  rfm: z.object({ recency: z.number(), frequency: z.number(), monetary: z.number() }).nullable(),
  segments: z.array(z.object({ id: z.string(), since: z.date() })),
  consent: z.record(z.string(), z.object({ state: z.enum(['granted', 'denied']), at: z.date(), source: z.string() })),
  blacklisted: z.object({ at: z.date(), reason: z.string(), by: z.string() }).nullable(),
  mergedInto: z.string().nullable(),
  /** What the friend did, by kind: how often, first and last. */
  happened: z.record(z.string(), z.object({ count: z.number(), firstAt: z.date(), lastAt: z.date() })),
  campaigns: z.array(
    z.object({
      id: z.string(),
      acceptedAt: z.date(),
      clickedAt: z.date().nullable(),
      isPromotion: z.boolean().optional(),
    }),
  ),
  surveys: z.array(
    z.object({
      id: z.string(),
      score: z.number(),
      at: z.date(),
      /** Of the score; from 1 to 5 where it is not named. */
      scale: z.object({ from: z.number(), to: z.number() }).optional(),
    }),
  ),
  conversation: z
    .object({ id: z.string(), state: z.string(), since: z.date(), heldSince: z.date().nullable() })
    .nullable(),
  membership: z.object({
    verifiedOwnerAt: z.date().nullable(),
    items: z.array(z.object({ serial: z.string(), model: z.string(), since: z.date() })),
  }),
  /** The balance now. */
  points: z.number(),
  /** The VIP tier now, and when it falls if nothing more comes. */
  tier: z.object({ key: z.string(), since: z.date(), until: z.date().nullable() }).nullable(),
  orders: z.object({
    count: z.number(),
    totalMinor: z.number(),
    refundedMinor: z.number(),
    currency: z.string().nullable(),
    firstAt: z.date().nullable(),
    lastAt: z.date().nullable(),
    lastMinor: z.number().nullable(),
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
