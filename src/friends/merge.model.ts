import { Anything, defineModel } from '../infra/mongo/model.js';
import type { Joined } from './core/join-friends.js';

/** Two friends of one channel who are one person: what one had is the other's. Undoable for a day. */
export interface Merge {
  _id: string;
  channelId: string;
  keepId: string;
  absorbId: string;
  state: 'merging' | 'done' | 'undoing' | 'undone';
  /** Until it is undone: a friend is absorbed by one merge at a time. */
  isActive: boolean;
  by: string;
  at: Date;
  undoUntil: Date;
  undoneAt: Date | null;
  /** What the two records held before; gone once the merge cannot be undone. */
  before: { kept: Joined; absorbed: Joined } | null;
  /** When to look again: for what was left half-way, for what came late, at last to forget what was before. */
  dueAt: Date | null;
}

export const MergeModel = defineModel<Merge>(
  'Merge',
  'merges',
  {
    channelId: String,
    keepId: String,
    absorbId: String,
    state: String,
    isActive: Boolean,
    by: String,
    at: Date,
    undoUntil: Date,
    undoneAt: Date,
    before: Anything,
    dueAt: Date,
  },
  [
    [{ keepId: 1 }],
    [{ absorbId: 1 }],
    [
      { channelId: 1, absorbId: 1 },
      { unique: true, partialFilterExpression: { isActive: true }, name: 'absorbedOnce' },
    ],
    [{ dueAt: 1 }, { sparse: true }],
  ],
);
