import { Anything, defineModel } from '../infra/mongo/model.js';
import type { AutoResponseDefinition } from './core/auto-response.js';

export type AutoResponse = AutoResponseDefinition & { _id: string; channelId: string; createdAt: Date };

export const AutoResponseModel = defineModel<AutoResponse>(
  'AutoResponse',
  'autoResponses',
  { channelId: String, name: String, when: Anything, template: String, priority: Number, createdAt: Date },
  [[{ channelId: 1, priority: -1, createdAt: 1 }]],
);
