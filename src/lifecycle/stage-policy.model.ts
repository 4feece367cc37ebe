import { Anything, defineModel } from '../infra/mongo/model.js';
import type { StagePolicy } from './core/policy.js';

/** One published version of a channel's stage policy, under `channelId/version`. Versions are kept: history refers to them. */
export type PublishedPolicy = StagePolicy & { _id: string; channelId: string; version: number; publishedAt: Date };

export const StagePolicyModel = defineModel<PublishedPolicy>(
  'StagePolicy',
  'stagePolicies',
  { channelId: String, version: Number, stages: [Anything], publishedAt: Date },
  [[{ channelId: 1, version: -1 }, { unique: true }]],
);
