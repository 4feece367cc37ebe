import { defineModel } from '../infra/mongo/model.js';

/** LINE relinking everybody from an old version of a menu to the new one, in one request. One for each pair of menus. */
export interface MenuBatch {
  /** Channel, old and new menu of LINE; with its hash LINE resumes it. */
  _id: string;
  channelId: string;
  name: string;
  language: string;
  from: string;
  to: string;
  /** Friends to be relinked as it began. */
  friends: number;
  state: 'calling' | 'ongoing' | 'done' | 'givenUp';
  requestId: string | null;
  /** Times that LINE was asked for it. */
  calls: number;
  /** When to look at it next; absent once it is over. */
  checkAt?: Date;
  startedAt: Date;
  finishedAt: Date | null;
}

const KEPT_SECONDS = 90 * 24 * 3600;

export const MenuBatchModel = defineModel<MenuBatch>(
  'MenuBatch',
  'menuBatches',
  {
    channelId: String,
    name: String,
    language: String,
    from: String,
    to: String,
    friends: Number,
    state: String,
    requestId: String,
    calls: Number,
    checkAt: Date,
    startedAt: Date,
    finishedAt: Date,
  },
  [
    [{ checkAt: 1 }, { sparse: true }],
    [{ startedAt: 1 }, { expireAfterSeconds: KEPT_SECONDS, name: 'expiry' }],
  ],
);
