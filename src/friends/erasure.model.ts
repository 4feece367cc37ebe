import { Anything, defineModel } from '../infra/mongo/model.js';

/** Proof that a friend was erased: that, when and why, and nothing that tells who it was. */
export interface Erasure {
  /** Our id of the friend; it names nobody once the friend is gone. */
  _id: string;
  channelId: string;
  /** Keyed hash of the LINE user id: whoever has the id can check that it was erased. */
  fingerprint: string;
  reason: string;
  by: string;
  state: 'erasing' | 'done';
  /** How much each holding had. */
  counts: Record<string, number>;
  startedAt: Date;
  doneAt: Date | null;
}

export const ErasureModel = defineModel<Erasure>(
  'Erasure',
  'erasures',
  {
    channelId: String,
    fingerprint: String,
    reason: String,
    by: String,
    state: String,
    counts: Anything,
    startedAt: Date,
    doneAt: Date,
  },
  [
    [{ channelId: 1, startedAt: -1 }],
    [{ channelId: 1, fingerprint: 1 }],
    [{ startedAt: 1 }, { partialFilterExpression: { state: 'erasing' }, name: 'erasing' }],
  ],
);
