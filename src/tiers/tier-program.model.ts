import { Anything, defineModel } from '../infra/mongo/model.js';
import type { TierProgram } from './core/program.js';

/** One version of a channel's tier program, under `channelId/version`. Versions are kept: friends and history refer to them. */
export type StoredTierProgram = TierProgram & {
  _id: string;
  channelId: string;
  version: number;
  publishedAt: Date;
  /** Cause of the operation that looks at all friends again; null once it was started. */
  unmovedBy: string | null;
};

export const TierProgramModel = defineModel<StoredTierProgram>(
  'TierProgram',
  'tierPrograms',
  {
    channelId: String,
    version: Number,
    tiers: [Anything],
    basis: Anything,
    window: Anything,
    graceDays: Number,
    publishedAt: Date,
    unmovedBy: String,
  },
  [[{ channelId: 1, version: -1 }, { unique: true }], [{ unmovedBy: 1 }]],
);
