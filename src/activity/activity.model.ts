import { Anything, defineModel } from '../infra/mongo/model.js';

/** One thing that happened with a friend, or in a group. Append-only, but for content that its sender took back. */
export interface Activity {
  /** Derived from the cause, so that the same event is recorded once. */
  _id: string;
  channelId: string;
  friendId: string | null;
  /** LINE's group or room, for what did not happen one to one. */
  groupId: string | null;
  kind: string;
  at: Date;
  /** LINE's message id; absent for what is no message. */
  messageId?: string;
  /** What was said or sent, as LINE describes it; gone once unsent. */
  content: Record<string, unknown> | null;
  unsentAt: Date | null;
  data: Record<string, unknown>;
}

export const ActivityModel = defineModel<Activity>(
  'Activity',
  'activity',
  {
    channelId: String,
    friendId: String,
    groupId: String,
    kind: String,
    at: Date,
    messageId: String,
    content: Anything,
    unsentAt: Date,
    data: Anything,
  },
  [
    [{ friendId: 1, at: -1, _id: -1 }],
    [
      { groupId: 1, at: -1, _id: -1 },
      { partialFilterExpression: { friendId: null }, name: 'inGroup' },
    ],
    [{ messageId: 1 }, { sparse: true }],
    [{ channelId: 1, kind: 1, at: -1 }],
    [
      { channelId: 1, 'data.messageId': 1 },
      { partialFilterExpression: { kind: 'message.unsent' }, name: 'unsent' },
    ],
  ],
);

/** A copy of the media of one message: owed until LINE's content is in our storage. */
export interface Media {
  /** `channelId/messageId`. */
  _id: string;
  channelId: string;
  messageId: string;
  state: 'owed' | 'stored' | 'gone';
  contentType: string | null;
  bytes: number | null;
  attempts: number;
  dueAt: Date | null;
  createdAt: Date;
}

export const MediaModel = defineModel<Media>(
  'Media',
  'media',
  {
    channelId: String,
    messageId: String,
    state: String,
    contentType: String,
    bytes: Number,
    attempts: Number,
    dueAt: Date,
    createdAt: Date,
  },
  [[{ dueAt: 1 }, { partialFilterExpression: { state: 'owed' } }]],
);
