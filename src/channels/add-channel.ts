import type { Context } from '../context.js';
import { ConflictError } from '../errors.js';
import { isDuplicateKey } from '../infra/mongo/model.js';
import { ChannelModel, type Channel } from './channel.model.js';
import { AddChannelInput } from './schemas.js';

/** Adds a channel. A channel that exists already is a conflict. */
export async function addChannel(ctx: Pick<Context, 'clock' | 'secrets'>, given: AddChannelInput): Promise<Channel> {
  const { channelId, channelSecret, accessToken, ...rest } = AddChannelInput.parse(given);
  const channel: Channel = {
    _id: channelId,
    name: rest.name,
    sealedSecret: ctx.secrets.seal(channelSecret),
    sealedPreviousSecret: null,
    previousSecretUntil: null,
    sealedAccessToken: ctx.secrets.seal(accessToken),
    timeZone: rest.timeZone,
    defaultLanguage: rest.defaultLanguage,
    loginChannelId: rest.loginChannelId ?? null,
    liffId: rest.liffId ?? null,
    basicId: rest.basicId ?? null,
    accountLinkUrl: rest.accountLinkUrl ?? null,
    createdAt: ctx.clock.now(),
  };
  try {
    await ChannelModel.collection.insertOne(channel as never);
  } catch (error) {
    if (isDuplicateKey(error)) throw new ConflictError(`Channel ${channelId} exists already.`);
    throw error;
  }
  return channel;
}
