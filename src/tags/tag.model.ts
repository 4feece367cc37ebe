import { Anything, defineModel } from '../infra/mongo/model.js';
import type { Actor } from '../context.js';
import type { Fading } from '../friends/core/friend-tag.js';
import type { TagRule } from './core/rules.js';
import type { Suppression, TagOp } from './core/state.js';
import type { EarlierValidity, TagDefinition } from './core/tag.js';

/** Tags, and tagging rules, that one channel can have: all of them are held in memory while events are handled. */
export const PER_CHANNEL_MAX = 2_000;

/** A tag of one channel, under `channelId/tagId`. */
export interface Tag extends TagDefinition {
  _id: string;
  channelId: string;
  createdAt: Date;
  earlierValidities?: EarlierValidity[];
  /** Set on a tag whose id an earlier tag had: what was recorded before is not of this one. */
  countsFrom?: Date;
  /** How friends' tags may still fade while an edit is being carried through to them. */
  formerFadings?: Fading[];
  /** Counts edits; a write holds only on the revision that it was decided on. */
  revision?: number;
  /** The latest revision that is carried through to friends. */
  foldRevision?: number;
}

/** A rule of one channel that tags friends by what they do. */
export interface StoredTagRule extends Omit<TagRule, 'isEnabled'> {
  _id: string;
  channelId: string;
  /** Absent on a rule that an earlier version stored: it is enabled. */
  isEnabled?: boolean;
  createdAt: Date;
}

/** A folder of tags; `parentId` null for one at the top. */
export interface TagFolder {
  _id: string;
  channelId: string;
  name: string;
  parentId: string | null;
  createdAt: Date;
}

/** What happened to a tag of a friend, or was refused: append-only, unique per friend, tag and cause. */
export interface TagLedgerEntry {
  _id: string;
  channelId: string;
  friendId: string;
  tagId: string;
  at: Date;
  /** Absent for an application that an earlier version recorded. `expire`, `fade` and `level` follow from the others. */
  op?: TagOp | 'expire' | 'fade' | 'level';
  weight: number;
  eventId: string;
  source: { kind: string; id: string; name?: string };
  actor?: Actor;
  reason?: string;
  until?: Date | null;
  before?: number;
  after?: number;
  expiresBefore?: Date | null;
  expiresAfter?: Date | null;
  levels?: { from: string | null; to: string | null };
  suppressed?: Suppression;
  /** A spending that was not possible; it never counts. */
  isRefused?: boolean;
  /** A spending that is being decided; it counts once the friend's tag remembers it. */
  isPending?: boolean;
  /** It was taken back and counts no more. */
  isUndone?: boolean;
  /** The merge of two friends that brought this entry to this one. */
  mergeId?: string;
  recordedAt: Date;
}

export const TagModel = defineModel<Tag>(
  'Tag',
  'tags',
  {
    channelId: String,
    tagId: String,
    name: String,
    folderId: String,
    color: String,
    description: String,
    owner: String,
    validity: Anything,
    earlierValidities: Anything,
    countsFrom: Date,
    intensity: Anything,
    formerFadings: Anything,
    revision: Number,
    foldRevision: Number,
    onZero: String,
    whileBlocked: String,
    createdAt: Date,
  },
  [[{ channelId: 1, tagId: 1 }, { unique: true }]],
);

export const TagRuleModel = defineModel<StoredTagRule>(
  'TagRule',
  'tagRules',
  {
    channelId: String,
    name: String,
    when: Anything,
    tagId: String,
    weight: Number,
    isEnabled: Boolean,
    createdAt: Date,
  },
  [[{ channelId: 1, createdAt: 1 }]],
);

export const TagFolderModel = defineModel<TagFolder>(
  'TagFolder',
  'tagFolders',
  { channelId: String, name: String, parentId: String, createdAt: Date },
  [[{ channelId: 1, parentId: 1, name: 1 }]],
);

export const TagLedgerModel = defineModel<TagLedgerEntry>(
  'TagLedgerEntry',
  'tagLedger',
  {
    channelId: String,
    friendId: String,
    tagId: String,
    at: Date,
    op: String,
    weight: Number,
    eventId: String,
    source: Anything,
    actor: Anything,
    reason: String,
    until: Date,
    before: Number,
    after: Number,
    expiresBefore: Date,
    expiresAfter: Date,
    levels: Anything,
    suppressed: String,
    isRefused: Boolean,
    isPending: Boolean,
    isUndone: Boolean,
    mergeId: String,
    recordedAt: Date,
  },
  [[{ friendId: 1, tagId: 1, at: 1 }], [{ friendId: 1, at: 1, _id: 1 }], [{ channelId: 1, tagId: 1, at: 1, _id: 1 }]],
);
