import { defineModel } from '../infra/mongo/model.js';

/** What somebody of the staff began to write in a conversation and has not sent. */
export interface Draft {
  /** Conversation and person: one for each. */
  _id: string;
  channelId: string;
  conversationId: string;
  /** Null for a group. */
  friendId: string | null;
  staffId: string;
  text: string;
  savedAt: Date;
}

export const DraftModel = defineModel<Draft>(
  'ConversationDraft',
  'conversationDrafts',
  { channelId: String, conversationId: String, friendId: String, staffId: String, text: String, savedAt: Date },
  [[{ conversationId: 1, savedAt: -1 }], [{ friendId: 1 }]],
);
