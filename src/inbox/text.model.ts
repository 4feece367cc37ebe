import { defineModel } from '../infra/mongo/model.js';
import type { Author } from './conversation.model.js';
import type { Source } from './core/thread.js';

/** Something that was said in a chat, as search finds it. What somebody takes back is removed. */
export interface Text {
  /** `source:id` of the line of the thread. */
  _id: string;
  channelId: string;
  conversationId: string;
  friendId: string | null;
  groupId: string | null;
  at: Date;
  source: Source;
  lineId: string;
  messageId: string | null;
  from: Author;
  text: string;
  grams: string[];
}

export const TextModel = defineModel<Text>(
  'ConversationText',
  'conversationTexts',
  {
    channelId: String,
    conversationId: String,
    friendId: String,
    groupId: String,
    at: Date,
    source: String,
    lineId: String,
    messageId: String,
    from: String,
    text: String,
    grams: [String],
  },
  [[{ channelId: 1, grams: 1, at: -1 }], [{ messageId: 1 }, { sparse: true }], [{ friendId: 1 }], [{ groupId: 1 }]],
);
