import { defineModel } from '../infra/mongo/model.js';

/** That somebody of the staff has a conversation open; it counts until its time is over. */
export interface Presence {
  /** Conversation and person. */
  _id: string;
  conversationId: string;
  staffId: string;
  isTyping: boolean;
  until: Date;
}

export const PresenceModel = defineModel<Presence>(
  'ConversationPresence',
  'conversationPresences',
  { conversationId: String, staffId: String, isTyping: Boolean, until: Date },
  [[{ conversationId: 1, until: -1 }], [{ until: 1 }, { expireAfterSeconds: 0, name: 'over' }]],
);
