import type { Actor } from '../context.js';
import { Anything, defineModel } from '../infra/mongo/model.js';
import type { FeedbackState } from './core/feedback.js';

/** A move of feedback from one state to another. */
export interface FeedbackMove {
  from: FeedbackState;
  to: FeedbackState;
  at: Date;
  by: Actor;
  note: string | null;
}

/** Something that a friend is unhappy with or proposes, until it is seen to and they are told. */
export interface Feedback {
  /** Derived from the survey's asking, or new when staff write it down. */
  _id: string;
  channelId: string;
  friendId: string;
  source: { kind: 'survey' | 'staff'; id: string };
  text: string;
  score: number | null;
  category: string | null;
  department: string | null;
  ownerId: string | null;
  state: FeedbackState;
  dueAt: Date | null;
  openedAt: Date;
  closedAt: Date | null;
  /** When the friend was last told that it is fixed; the message is a delivery. */
  toldAt: Date | null;
  moves: FeedbackMove[];
  /** Counts the changes; a write holds only on the one that it decided on. */
  rev: number;
}

export const FeedbackModel = defineModel<Feedback>(
  'Feedback',
  'feedback',
  {
    channelId: String,
    friendId: String,
    source: Anything,
    text: String,
    score: Number,
    category: String,
    department: String,
    ownerId: String,
    state: String,
    dueAt: Date,
    openedAt: Date,
    closedAt: Date,
    toldAt: Date,
    moves: [Anything],
    rev: Number,
  },
  [[{ channelId: 1, openedAt: -1 }], [{ channelId: 1, state: 1, openedAt: -1 }], [{ friendId: 1, openedAt: -1 }]],
);
