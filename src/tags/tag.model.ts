import { Anything, defineModel } from '../infra/mongo/model.js';
import type { TagRule } from './core/rules.js';
import type { TagDefinition } from './core/tag.js';

/** Tags, and tagging rules, that one channel can have: all of them are held in memory while events are handled. */
export const PER_CHANNEL_MAX = 2_000;

/** A tag of one channel, under `channelId/tagId`. */
export type Tag = TagDefinition & { _id: string; channelId: string; createdAt: Date };

/** A rule of one channel that tags friends by what they do. */
export type StoredTagRule = TagRule & { _id: string; channelId: string; createdAt: Date };

/** One application of a tag to a friend: append-only, unique per friend, tag and cause. */
export interface TagLedgerEntry {
  _id: string;
  channelId: string;
  friendId: string;
  tagId: string;
  at: Date;
  weight: number;
  eventId: string;
  source: { kind: string; id: string };
  recordedAt: Date;
}

export const TagModel = defineModel<Tag>(
  'Tag',
  'tags',
  { channelId: String, tagId: String, name: String, validity: Anything, intensity: Anything, createdAt: Date },
  [[{ channelId: 1, tagId: 1 }, { unique: true }]],
);

export const TagRuleModel = defineModel<StoredTagRule>(
  'TagRule',
  'tagRules',
  { channelId: String, name: String, when: Anything, tagId: String, weight: Number, createdAt: Date },
  [[{ channelId: 1, createdAt: 1 }]],
);

export const TagLedgerModel = defineModel<TagLedgerEntry>(
  'TagLedgerEntry',
  'tagLedger',
  {
    channelId: String,
    friendId: String,
    tagId: String,
    at: Date,
    weight: Number,
    eventId: String,
    source: Anything,
    recordedAt: Date,
  },
  [[{ friendId: 1, tagId: 1, at: 1 }]],
);
