import { defineModel } from '../infra/mongo/model.js';

/** A Messaging API channel. Its id is LINE's channel ID; its secrets are sealed. */
export interface Channel {
  _id: string;
  name: string;
  sealedSecret: string;
  /** The secret before the last rotation, still accepted until `previousSecretUntil`. */
  sealedPreviousSecret: string | null;
  previousSecretUntil: Date | null;
  sealedAccessToken: string;
  timeZone: string;
  defaultLanguage: string;
  /** LINE Login channel and LIFF app of the same provider, for pages inside LINE. */
  loginChannelId: string | null;
  liffId: string | null;
  /** LINE's @id, for add-friend links. */
  basicId: string | null;
  /** The brand's own page that signs a friend in, for account links; absent on channels of an earlier version. */
  accountLinkUrl?: string | null;
  createdAt: Date;
}

export const ChannelModel = defineModel<Channel>('Channel', 'channels', {
  name: String,
  sealedSecret: String,
  sealedPreviousSecret: String,
  previousSecretUntil: Date,
  sealedAccessToken: String,
  timeZone: String,
  defaultLanguage: String,
  loginChannelId: String,
  liffId: String,
  basicId: String,
  accountLinkUrl: String,
  createdAt: Date,
});
