import type { Context } from '../context.js';
import { getChannel } from './channel-access.js';
import { ChannelModel, type Channel } from './channel.model.js';
import { NotFoundError } from '../errors.js';

/** The channel of a LIFF app; NotFoundError when no channel has it. */
export async function getLiffChannel(
  ctx: Pick<Context, 'clock' | 'secrets' | 'connectLine'>,
  liffId: string,
): Promise<Channel> {
  const channel = await ChannelModel.findOne({ liffId }, { _id: 1 }).lean();
  if (!channel) throw new NotFoundError('LIFF app', liffId);
  return getChannel(ctx, channel._id);
}
