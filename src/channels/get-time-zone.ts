import { NotFoundError } from '../errors.js';
import { ChannelModel } from './channel.model.js';

/** The time zone in which a channel counts its days. */
export async function getTimeZone(channelId: string): Promise<string> {
  const channel = await ChannelModel.findById(channelId, { timeZone: 1 }).lean();
  if (!channel) throw new NotFoundError('channel', channelId);
  return channel.timeZone;
}
