import { Anything, defineModel } from '../infra/mongo/model.js';
import type { FormerSight } from './core/sight.js';

/** That there was a conversation, for consoles that still show it. Nothing of what was said, nor with whom. */
export interface GoneConversation {
  _id: string;
  channelId: string;
  /** Who saw it. */
  formerSights: FormerSight[];
  /** By the clock of the store. */
  goneAt: Date;
}

const KEPT_SECONDS = 2 * 86_400; // twice as long as consoles go on from where they were

export const GoneConversationModel = defineModel<GoneConversation>(
  'GoneConversation',
  'goneConversations',
  { channelId: String, formerSights: [Anything], goneAt: Date },
  [[{ goneAt: 1 }, { expireAfterSeconds: KEPT_SECONDS, name: 'over' }]],
);
