import { Anything, defineModel } from '../infra/mongo/model.js';
import type { CannedResponseInput } from './schemas.js';

/** An answer that staff give often, by a shortcut, in the languages in which it is written. */
export interface CannedResponse extends CannedResponseInput {
  _id: string;
  channelId: string;
  usedCount: number;
  lastUsedAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

export const CannedResponseModel = defineModel<CannedResponse>(
  'CannedResponse',
  'cannedResponses',
  {
    channelId: String,
    shortcut: String,
    name: String,
    texts: Anything,
    usedCount: Number,
    lastUsedAt: Date,
    createdAt: Date,
    updatedAt: Date,
  },
  [[{ channelId: 1, shortcut: 1 }, { unique: true }]],
);
