import { Anything, defineModel } from '../infra/mongo/model.js';
import type { LimitedCall } from './core/plan.js';

/** How bringing the menus to one channel stands. One document per channel. */
export interface MenuApply {
  _id: string;
  /** Hash of all that was wanted, and since when: a process of an older version that finds a newer one leaves it alone. */
  libraryHash: string;
  claimedAt: Date;
  startedAt: Date;
  /** Null while it is under way, and after a process died in it. */
  endedAt: Date | null;
  /** When to go on by itself; null when there is nothing to wait for. */
  dueAt: Date | null;
  /** What it waits for. */
  waitingFor: Waiting | null;
  /** Why it did not get through. */
  error: string | null;
  /** Tries in a row that did not get through. */
  attempts: number;
  /** When limited calls were made in the last hour. */
  calls: Record<LimitedCall, Date[]>;
}

/** LINE's limit on a kind of call, friends who see what is to go, or another try. */
export type Waiting = LimitedCall | 'friends' | 'retry';

export const MenuApplyModel = defineModel<MenuApply>(
  'MenuApply',
  'menuApplies',
  {
    libraryHash: String,
    claimedAt: Date,
    startedAt: Date,
    endedAt: Date,
    dueAt: Date,
    waitingFor: String,
    error: String,
    attempts: Number,
    calls: Anything,
  },
  [[{ dueAt: 1 }]],
);
