import { defineModel } from '../infra/mongo/model.js';

/** A code that proves ownership of one item once. Only its keyed hash is stored. */
export interface OwnershipCode {
  /** `channelId/fingerprint`. */
  _id: string;
  channelId: string;
  serial: string;
  model: string;
  createdAt: Date;
  expiresAt: Date;
  claimedBy: string | null;
  claimedAt: Date | null;
}

export const OwnershipCodeModel = defineModel<OwnershipCode>(
  'OwnershipCode',
  'ownershipCodes',
  {
    channelId: String,
    serial: String,
    model: String,
    createdAt: Date,
    expiresAt: Date,
    claimedBy: String,
    claimedAt: Date,
  },
  [[{ channelId: 1, serial: 1 }], [{ claimedBy: 1 }]],
);
