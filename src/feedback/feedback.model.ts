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
  /** What the friend or staff wrote; of a survey without a comment its name. */
  text: string;
  score: number | null;
  /** The score that it was opened with, when the friend has changed it since. */
  scoreBefore?: number | null;
  category: string | null;
  department: string | null;
  ownerId: string | null;
  state: FeedbackState;
  dueAt: Date | null;
  openedAt: Date;
  closedAt: Date | null;
  /** When staff last told the friend that it is fixed; how that went is with the delivery. */
  toldAt: Date | null;
  /** The delivery that tells them; absent before it was kept. */
  toldBy?: string | null;
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
    scoreBefore: Number,
    category: String,
    department: String,
    ownerId: String,
    state: String,
    dueAt: Date,
    openedAt: Date,
    closedAt: Date,
    toldAt: Date,
    toldBy: String,
    moves: [Anything],
    rev: Number,
  },
  [[{ channelId: 1, openedAt: -1 }], [{ channelId: 1, state: 1, openedAt: -1 }], [{ friendId: 1, openedAt: -1 }]],
);
