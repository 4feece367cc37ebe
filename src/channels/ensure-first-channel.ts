import type { Context } from '../context.js';
import { ConflictError } from '../errors.js';
import { addChannel } from './add-channel.js';
import { ChannelModel } from './channel.model.js';

/** Adds the channel named by the settings when it is not there yet. A channel that exists keeps what the API set. */
export async function ensureFirstChannel(
  ctx: Pick<Context, 'clock' | 'secrets' | 'log'>,
  first: { channelId: string; channelSecret: string; accessToken: string },
): Promise<void> {
  if (await ChannelModel.exists({ _id: first.channelId })) return;
  try {
    await addChannel(ctx, { ...first, name: `Channel ${first.channelId}` });
    ctx.log.info({ channelId: first.channelId }, 'first channel added from the settings');
  } catch (error) {
    // Another process of the same start added it in between.
    if (!(error instanceof ConflictError)) throw error;
  }
}
