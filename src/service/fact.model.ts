import { Anything, defineModel } from '../infra/mongo/model.js';
import type { ConversationFact } from './core/fact.js';

export const FactModel = defineModel<ConversationFact>(
  'ConversationFact',
  'conversationFacts',
  {
    channelId: String,
    conversationId: String,
    friendId: String,
    groupId: String,
    kind: String,
    at: Date,
    rev: Number,
    by: String,
    assigneeId: String,
    teamId: String,
    priority: String,
    labels: [String],
    measured: Anything,
    since: Date,
  },
  [[{ channelId: 1, at: 1, _id: 1 }], [{ conversationId: 1, at: 1 }], [{ friendId: 1 }]],
);
