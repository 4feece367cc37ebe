import { z } from 'zod';
import { ChannelId } from '../channels/schemas.js';
import { FriendId, PresentedFriend } from '../friends/schemas.js';
import { Cursor } from '../shared/cursor.js';
import { SegmentRule } from './core/rule.js';

export const SegmentBody = z.strictObject({
  name: z.string().trim().min(1).max(100),
  description: z.string().trim().max(500).default(''),
  rule: SegmentRule,
});

/** A page of the friends who meet a rule. */
export const MatchingInput = z.strictObject({
  channelId: ChannelId.optional(),
  rule: SegmentRule,
  /** `next` of the page before. */
  before: FriendId.optional(),
  limit: z.number().int().min(1).max(200).default(50),
});

/** What is done with a tag to everybody in a segment or under a rule. */
export const BulkTagging = z.strictObject({
  op: z.enum(['apply', 'remove']).default('apply'),
  weight: z.number().positive().max(1_000).optional(),
  reason: z.string().trim().min(1).max(500),
});

export const PresentedSegment = z.object({
  id: z.string(),
  channelId: z.string(),
  name: z.string(),
  description: z.string(),
  rule: SegmentRule,
  version: z.number(),
  /** While an operation still looks at the friends. */
  isFilling: z.boolean(),
  createdAt: z.date(),
  savedAt: z.date(),
});

/** One condition with whether it held and the value that it saw. */
export const Because = z.object({
  condition: z.unknown(),
  truth: z.union([z.boolean(), z.literal('unknown')]),
  value: z.unknown(),
});

export const PresentedTransition = z.object({
  id: z.string(),
  friendId: z.string(),
  segmentId: z.string(),
  change: z.enum(['entered', 'left']),
  cause: z.enum(['changed', 'saved']),
  version: z.number(),
  because: z.array(Because),
  at: z.date(),
});

export const TransitionsQuery = z.strictObject({
  /** `next` of the page before. */
  before: Cursor.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

/** A number of friends, and how far off it may be, nineteen times out of twenty; 0 when it was counted. */
const Counted = z.object({ count: z.number(), margin: z.number() });

export const PresentedPreview = z.object({
  reading: z.string(),
  total: z.number(),
  count: z.number(),
  /** How far off `count` may be; 0 when it was counted. */
  margin: z.number(),
  unknown: Counted,
  samples: z.array(PresentedFriend),
  funnel: z.array(z.object({ reading: z.string(), remaining: Counted, index: z.string().nullable() })),
  change: z.object({ entering: Counted, leaving: Counted }),
  answeredBy: z.object({
    indexes: z.array(z.string()),
    withoutIndex: z.array(z.string()),
    sampledFriends: z.number().nullable(),
  }),
});
