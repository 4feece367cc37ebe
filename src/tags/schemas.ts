import { z } from 'zod';
import { ChannelId } from '../channels/schemas.js';
import { TagRule } from './core/rules.js';
import { TagDefinition, TagId } from './core/tag.js';
import { AnyInstant } from '../shared/instant.js';

export const InChannel = z.strictObject({ channelId: ChannelId.optional() });
export const TagParams = z.object({ tagId: TagId });

export const PresentedTag = TagDefinition.extend({ channelId: z.string(), createdAt: z.date() });

/** Changes of a tag; null takes something away, and what is left out stays. */
export const EditTagInput = z.strictObject({
  channelId: ChannelId.optional(),
  name: TagDefinition.shape.name.optional(),
  folderId: TagDefinition.shape.folderId,
  color: TagDefinition.shape.color.unwrap().nullable().optional(),
  description: TagDefinition.shape.description.unwrap().nullable().optional(),
  owner: TagDefinition.shape.owner.unwrap().nullable().optional(),
  validity: TagDefinition.shape.validity.unwrap().nullable().optional(),
  intensity: TagDefinition.shape.intensity.unwrap().nullable().optional(),
  onZero: z.enum(['remove', 'keep']).optional(),
  whileBlocked: z.enum(['run', 'pause']).optional(),
  /** Whether another validity holds for what is applied from now on, or for everything applied so far too. */
  onTtlEdit: z.enum(['newOnly', 'recompute']).optional(),
});
export type EditTagInput = z.infer<typeof EditTagInput>;

export const PresentedTagRule = TagRule.extend({ id: z.string(), channelId: z.string(), createdAt: z.date() });

/** Changes of a tagging rule; what is left out stays. */
export const EditTagRuleInput = z.strictObject({
  name: TagRule.shape.name.optional(),
  when: TagRule.shape.when.optional(),
  tagId: TagRule.shape.tagId.optional(),
  weight: TagRule.shape.weight.unwrap().optional(),
  isEnabled: z.boolean().optional(),
});

/** A rule to try on what happened since. */
export const DryRunInput = z.strictObject({ rule: TagRule, since: AnyInstant });
export type DryRunInput = z.infer<typeof DryRunInput>;

export const FolderName = z.string().trim().min(1).max(100);
export const FolderId = z.string().regex(/^[0-9A-Z]{26}$/, 'must be a folder id');
export const PresentedFolder = z.object({
  id: z.string(),
  channelId: z.string(),
  name: z.string(),
  parentId: z.string().nullable(),
  createdAt: z.date(),
});

export const PresentedReference = z.object({ kind: z.string(), id: z.string(), name: z.string() });

const reason = z.string().trim().min(1).max(200);
const amount = z.number().positive().max(1_000_000);
const shared = {
  /** The same externalId is acted on once. */
  externalId: z.string().min(1).max(100).optional(),
};

/** What a person or a program does to a tag of a friend. Corrections need a reason. */
export const ChangeFriendTagInput = z.discriminatedUnion('op', [
  z.strictObject({
    op: z.literal('apply'),
    weight: z.number().positive().max(1_000).optional(),
    /** What it comes from, as cooldowns and reports tell sources apart; the API key when left out. */
    source: z
      .strictObject({
        kind: z.string().regex(/^[a-z][a-zA-Z]{0,39}$/, 'must be a camelCase word'),
        id: z.string().min(1).max(100),
        name: z.string().max(100).optional(),
      })
      .optional(),
    reason: reason.optional(),
    ...shared,
  }),
  z.strictObject({ op: z.literal('add'), amount, reason, ...shared }),
  z.strictObject({ op: z.literal('subtract'), amount, reason, ...shared }),
  z.strictObject({ op: z.literal('set'), value: z.number().min(0).max(1_000_000), reason, ...shared }),
  z.strictObject({ op: z.literal('spend'), amount, reason: reason.optional(), ...shared }),
  z.strictObject({ op: z.literal('remove'), reason, ...shared }),
]);
export type ChangeFriendTagInput = z.infer<typeof ChangeFriendTagInput>;

/** A tag of a friend as it is now. */
export const PresentedFriendTag = z.object({
  tagId: z.string(),
  name: z.string(),
  isActive: z.boolean(),
  intensity: z.number(),
  level: z.string().nullable(),
  count: z.number(),
  since: z.date(),
  firstAt: z.date(),
  lastAt: z.date(),
  expiresAt: z.date().nullable(),
  expiresInSeconds: z.number().nullable(),
  freshness: z.object({ share: z.number(), name: z.enum(['fresh', 'cooling', 'ending']) }).nullable(),
  activeUntil: z.date().nullable(),
  endsBy: z.enum(['expiry', 'fade', 'removal']).nullable(),
  isPaused: z.boolean(),
  lastSource: z.object({ kind: z.string(), id: z.string() }),
});

const NotCounted = z.enum(['cooldown', 'dailyCap', 'tagLimit', 'refused', 'undone']);
export type NotCounted = z.infer<typeof NotCounted>;

export const PresentedLedgerEntry = z.object({
  id: z.string(),
  at: z.date(),
  op: z.enum(['apply', 'adjust', 'spend', 'set', 'remove', 'pause', 'resume', 'merge', 'expire', 'fade', 'level']),
  weight: z.number(),
  before: z.number().nullable(),
  after: z.number().nullable(),
  expiresBefore: z.date().nullable(),
  expiresAfter: z.date().nullable(),
  levels: z.object({ from: z.string().nullable(), to: z.string().nullable() }).nullable(),
  source: z.object({ kind: z.string(), id: z.string(), name: z.string().optional() }),
  actor: z.object({ kind: z.string(), id: z.string() }).nullable(),
  reason: z.string().nullable(),
  /** Why it changed nothing. */
  suppressed: NotCounted.nullable(),
  recordedAt: z.date(),
});
