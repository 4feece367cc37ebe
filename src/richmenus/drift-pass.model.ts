import { Anything, defineModel } from '../infra/mongo/model.js';
import type { DriftKind } from './core/drift.js';

export const DRIFT_PASS_KINDS = ['sample', 'all'] as const;

/** One look at what LINE shows friends: at some of them every hour, at all of them every night or when somebody asks. */
export interface DriftPass {
  /** Of a planned one channel, kind and time, so that it begins once. */
  _id: string;
  channelId: string;
  kind: (typeof DRIFT_PASS_KINDS)[number];
  /** Planned for the night: then it rests by day. */
  isNightly: boolean;
  isOpen: boolean;
  /** Id of the last friend who was looked at. */
  cursor: string | null;
  checked: number;
  drifted: number;
  /** Whose menu is owed again. */
  repaired: number;
  byKind: Record<DriftKind, number>;
  /** The people behind the number, the first of them. */
  friends: { friendId: string; kind: DriftKind; shown: string | null; at: Date }[];
  startedAt: Date;
  finishedAt: Date | null;
}

const KEPT_SECONDS = 90 * 24 * 3600;

export const DriftPassModel = defineModel<DriftPass>(
  'DriftPass',
  'driftPasses',
  {
    channelId: String,
    kind: String,
    isNightly: Boolean,
    isOpen: Boolean,
    cursor: String,
    checked: Number,
    drifted: Number,
    repaired: Number,
    byKind: Anything,
    friends: [Anything],
    startedAt: Date,
    finishedAt: Date,
  },
  [
    [{ channelId: 1, startedAt: -1 }],
    [{ channelId: 1 }, { partialFilterExpression: { isOpen: true }, name: 'open' }],
    [{ 'friends.friendId': 1 }],
    [{ startedAt: 1 }, { expireAfterSeconds: KEPT_SECONDS, name: 'expiry' }],
  ],
);
