import type { Context } from '../context.js';
import { InvalidInputError, NotFoundError } from '../errors.js';
import type { LineGateway } from '../line/gateway.js';
import { ChannelModel, type Channel } from './channel.model.js';

const FRESH_MS = 5_000; // another process sees a changed channel after at most this long

interface Known {
  channel: Channel;
  secrets: string[];
  gateway: LineGateway;
  readAt: number;
}

const known = new Map<string, Known>();

/** Drops what this process remembers of a channel. */
export function forgetChannel(channelId: string): void {
  known.delete(channelId);
}

type Needs = Pick<Context, 'clock' | 'secrets' | 'connectLine'>;

async function findKnown(ctx: Needs, channelId: string): Promise<Known | null> {
  const now = ctx.clock.now();
  const remembered = known.get(channelId);
  if (remembered && Math.abs(now.getTime() - remembered.readAt) < FRESH_MS) return remembered;
  const channel = await ChannelModel.findById(channelId).lean();
  if (!channel) return null;
  const sealed = [channel.sealedSecret];
  if (channel.sealedPreviousSecret && channel.previousSecretUntil && channel.previousSecretUntil > now) {
    sealed.push(channel.sealedPreviousSecret);
  }
  const isSameToken = remembered?.channel.sealedAccessToken === channel.sealedAccessToken;
  const gateway = isSameToken
    ? remembered.gateway
    : ctx.connectLine({ channelId, accessToken: ctx.secrets.open(channel.sealedAccessToken) });
  const fresh = { channel, secrets: sealed.map((one) => ctx.secrets.open(one)), gateway, readAt: now.getTime() };
  known.set(channelId, fresh);
  return fresh;
}

/** The channel, or null when there is none. Remembered for a few seconds. */
export async function findChannel(ctx: Needs, channelId: string): Promise<Channel | null> {
  return (await findKnown(ctx, channelId))?.channel ?? null;
}

/** The channel; NotFoundError when there is none. */
export async function getChannel(ctx: Needs, channelId: string): Promise<Channel> {
  const channel = await findChannel(ctx, channelId);
  if (!channel) throw new NotFoundError('channel', channelId);
  return channel;
}

/** The secrets that a webhook of this channel may be signed with, or null for an unknown channel. */
export async function findWebhookSecrets(ctx: Needs, channelId: string): Promise<string[] | null> {
  return (await findKnown(ctx, channelId))?.secrets ?? null;
}

/** The gateway to LINE for this channel. */
export async function gatewayOf(ctx: Needs, channelId: string): Promise<LineGateway> {
  const found = await findKnown(ctx, channelId);
  if (!found) throw new NotFoundError('channel', channelId);
  return found.gateway;
}

/** The channel that a request means: the one it names, or the only one there is. */
export async function resolveChannel(ctx: Needs, channelId: string | undefined): Promise<Channel> {
  if (channelId !== undefined) return getChannel(ctx, channelId);
  const channels = await ChannelModel.find({}, { _id: 1 }).sort({ _id: 1 }).limit(20).lean();
  const [only] = channels;
  if (channels.length === 1 && only) return getChannel(ctx, only._id);
  const ids = channels.map((channel) => channel._id).join(', ');
  throw new InvalidInputError('invalid_input', `channelId is missing; it must be one of: ${ids || 'none exists yet'}.`);
}
