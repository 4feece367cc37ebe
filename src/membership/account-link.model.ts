import { defineModel } from '../infra/mongo/model.js';

const KEPT_SECONDS = 24 * 3600;

/** Says for a short time which account of the brand stands behind a nonce; only a keyed hash of the nonce is stored. */
export interface AccountLinkNonce {
  /** `channelId/fingerprint`. */
  _id: string;
  channelId: string;
  accountId: string;
  createdAt: Date;
  expiresAt: Date;
  /** The webhook event that used it: a redelivery of the same may use it again. */
  usedBy: string | null;
}

export const AccountLinkNonceModel = defineModel<AccountLinkNonce>(
  'AccountLinkNonce',
  'accountLinkNonces',
  { channelId: String, accountId: String, createdAt: Date, expiresAt: Date, usedBy: String },
  [[{ createdAt: 1 }, { expireAfterSeconds: KEPT_SECONDS, name: 'old' }]],
);

/** An account of the brand that belongs to a friend, proven by signing in to it. */
export interface AccountLink {
  /** `channelId/accountId`. */
  _id: string;
  channelId: string;
  accountId: string;
  friendId: string;
  linkedAt: Date;
}

export const AccountLinkModel = defineModel<AccountLink>(
  'AccountLink',
  'accountLinks',
  { channelId: String, accountId: String, friendId: String, linkedAt: Date, mergeId: String },
  [[{ friendId: 1 }]],
);
