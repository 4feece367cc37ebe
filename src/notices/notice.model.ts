import { Anything, defineModel } from '../infra/mongo/model.js';

/** Something that staff should see and act on. */
export interface Notice {
  /** Derived from the cause, so that the same cause raises one notice. */
  _id: string;
  channelId: string;
  friendId: string | null;
  kind: string;
  data: Record<string, unknown>;
  raisedAt: Date;
  doneAt: Date | null;
  /** Of one that tells of a complaint which somebody sees to: until that is closed promotions wait, seen or not. */
  complaint?: 'open' | 'closed';
  /** When it was raised or done last, by the clock of the store; absent for one of an earlier version. */
  changedAt?: Date;
}

export const NoticeModel = defineModel<Notice>(
  'Notice',
  'notices',
  {
    channelId: String,
    friendId: String,
    kind: String,
    data: Anything,
    raisedAt: Date,
    doneAt: Date,
    complaint: String,
    changedAt: Date,
  },
  [[{ channelId: 1, raisedAt: -1, _id: -1 }], [{ friendId: 1, raisedAt: -1 }], [{ changedAt: 1 }, { sparse: true }]],
);
