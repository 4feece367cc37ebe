import { Anything, defineModel } from '../infra/mongo/model.js';
import type { NamedPolicy } from './core/policy.js';

/** One published version of a channel's stage policy, under `channelId/version`. Versions are kept: history refers to them. */
export type PublishedPolicy = NamedPolicy & {
  _id: string;
  channelId: string;
  version: number;
  publishedAt: Date;
  /** The version whose stages it brought back. */
  rollbackOf?: number;
  /** Cause of the operation that moves the friends; null once it was started. */
  unmovedBy?: string | null;
};

export const StagePolicyModel = defineModel<PublishedPolicy>(
  'StagePolicy',
  'stagePolicies',
  {
    channelId: String,
    version: Number,
    stages: [Anything],
    lineage: Anything,
    publishedAt: Date,
    rollbackOf: Number,
    unmovedBy: String,
  },
  [[{ channelId: 1, version: -1 }, { unique: true }], [{ unmovedBy: 1 }]],
);
