import type { Actor } from '../context.js';
import { Anything, defineModel } from '../infra/mongo/model.js';
import type { MessageSetContent } from './core/message-set.js';

/** Message sets that one channel can have. */
export const MESSAGE_SETS_MAX = 1_000;

/** A saved message set: its newest version. Its content is kept as JSON text, because keys of bubbles are LINE's to name. */
export interface MessageSet {
  _id: string;
  channelId: string;
  name: string;
  contentType: MessageSetContent['contentType'];
  /** Keys of the variants and languages that are written, for lists. */
  variantKeys: string[];
  languages: string[];
  /** Counts the saves. */
  version: number;
  content: string;
  /** What it speaks of, as `kind/id`. */
  speaksOf: string[];
  /** False when LINE could not be asked while it was saved. */
  checkedByLine: boolean;
  createdAt: Date;
  savedAt: Date;
  savedBy: Actor;
}

/** One version as it was saved; never changed, and kept when the set is deleted, because deliveries may still need it. */
export interface MessageSetVersion {
  /** `messageSetId/version`. */
  _id: string;
  channelId: string;
  messageSetId: string;
  version: number;
  name: string;
  content: string;
  checkedByLine: boolean;
  savedAt: Date;
  savedBy: Actor;
}

export const MessageSetModel = defineModel<MessageSet>(
  'MessageSet',
  'messageSets',
  {
    channelId: String,
    name: String,
    contentType: String,
    variantKeys: [String],
    languages: [String],
    version: Number,
    content: String,
    speaksOf: [String],
    checkedByLine: Boolean,
    createdAt: Date,
    savedAt: Date,
    savedBy: Anything,
  },
  [[{ channelId: 1, name: 1 }, { unique: true }], [{ channelId: 1, speaksOf: 1 }]],
);

export const MessageSetVersionModel = defineModel<MessageSetVersion>(
  'MessageSetVersion',
  'messageSetVersions',
  {
    channelId: String,
    messageSetId: String,
    version: Number,
    name: String,
    content: String,
    checkedByLine: Boolean,
    savedAt: Date,
    savedBy: Anything,
  },
  [[{ messageSetId: 1, version: -1 }]],
);
