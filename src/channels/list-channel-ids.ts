import { ChannelModel } from './channel.model.js';

/** Ids of all channels, in order of their adding. */
export async function listChannelIds(): Promise<string[]> {
  const channels = await ChannelModel.find({}, { _id: 1 }).sort({ createdAt: 1 }).lean();
  return channels.map((channel) => channel._id);
}
