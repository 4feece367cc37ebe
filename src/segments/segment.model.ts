import type { Actor } from '../context.js';
import { Anything, defineModel } from '../infra/mongo/model.js';
import type { Evaluation } from './core/evaluate.js';
import type { SegmentRule } from './core/rule.js';

/** Saved segments that one channel can have: every friend is evaluated on all of them. */
export const SEGMENTS_MAX = 200;

/** A saved segment rule; who meets it changes with time, and who is in it stands on the friends. */
export interface Segment {
  _id: string;
  channelId: string;
  name: string;
  description: string;
  rule: SegmentRule;
  /** Counts the rules that it had. */
  version: number;
  createdAt: Date;
  savedAt: Date;
  /** Cause of the operation that looks at all friends after the rule was saved; their changes are caused by saving. */
  fillingBy: string | null;
  /** When a rule over ranks is to be looked at again for all friends; null for rules that speak of no rank. */
  rankDueAt: Date | null;
}

/** One rule that a segment had: transitions refer to it. */
export interface SegmentVersion {
  /** `segmentId/version`. */
  _id: string;
  channelId: string;
  segmentId: string;
  version: number;
  name: string;
  rule: SegmentRule;
  savedAt: Date;
  savedBy: Actor;
}

/** A friend entered or left a segment. Append-only; its id is that of the announcement. */
export interface SegmentTransition {
  _id: string;
  channelId: string;
  friendId: string;
  segmentId: string;
  change: 'entered' | 'left';
  /** `changed`: the friend or time did it. `saved`: the rule was saved anew. */
  cause: 'changed' | 'saved';
  version: number;
  because: Evaluation['because'];
  at: Date;
}

export const SegmentModel = defineModel<Segment>(
  'Segment',
  'segments',
  {
    channelId: String,
    name: String,
    description: String,
    rule: Anything,
    version: Number,
    createdAt: Date,
    savedAt: Date,
    fillingBy: String,
    rankDueAt: Date,
  },
  [[{ channelId: 1, name: 1 }, { unique: true }], [{ fillingBy: 1 }], [{ rankDueAt: 1 }]],
);

export const SegmentVersionModel = defineModel<SegmentVersion>(
  'SegmentVersion',
  'segmentVersions',
  {
    channelId: String,
    segmentId: String,
    version: Number,
    name: String,
    rule: Anything,
    savedAt: Date,
    savedBy: Anything,
  },
  [[{ segmentId: 1, version: -1 }]],
);

export const SegmentTransitionModel = defineModel<SegmentTransition>(
  'SegmentTransition',
  'segmentTransitions',
  {
    channelId: String,
    friendId: String,
    segmentId: String,
    change: String,
    cause: String,
    version: Number,
    because: [Anything],
    at: Date,
  },
  [[{ friendId: 1, at: -1, _id: -1 }], [{ segmentId: 1, at: -1, _id: -1 }]],
);
