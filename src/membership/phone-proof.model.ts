import { defineModel } from '../infra/mongo/model.js';
import type { PhoneProof } from './core/one-time-code.js';

const KEPT_SECONDS = 24 * 3600;

export const PhoneProofModel = defineModel<PhoneProof>(
  'PhoneProof',
  'phoneProofs',
  {
    channelId: String,
    friendId: String,
    itemId: String,
    sealedPhone: String,
    language: String,
    guesses: Number,
    startedAt: Date,
    expiresAt: Date,
    usedAt: Date,
    sendOwedAt: Date,
    mergeId: String,
  },
  [
    [{ friendId: 1, startedAt: -1 }],
    [{ itemId: 1, startedAt: -1 }],
    [{ sendOwedAt: 1 }],
    [{ startedAt: 1 }, { expireAfterSeconds: KEPT_SECONDS, name: 'old' }],
  ],
);
