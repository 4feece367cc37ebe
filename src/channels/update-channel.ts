import type { Context } from '../context.js';
import { NotFoundError } from '../errors.js';
import { forgetChannel } from './channel-access.js';
import { ChannelModel, type Channel } from './channel.model.js';
import { UpdateChannelInput } from './schemas.js';

const PREVIOUS_SECRET_ACCEPTED_MS = 24 * 3600 * 1000; // LINE drops the old secret at once; webhooks on their way are not lost

/** Changes a channel. A new channel secret leaves the old one valid for a day, so that no webhook is refused. */
export async function updateChannel(
  ctx: Pick<Context, 'clock' | 'secrets'>,
  channelId: string,
  given: UpdateChannelInput,
): Promise<Channel> {
  const { channelSecret, accessToken, ...rest } = UpdateChannelInput.parse(given);
  const current = await ChannelModel.findById(channelId).lean();
  if (!current) throw new NotFoundError('channel', channelId);
  const changed: Partial<Channel> = { ...rest };
  if (channelSecret !== undefined && channelSecret !== ctx.secrets.open(current.sealedSecret)) {
    changed.sealedPreviousSecret = current.sealedSecret;
    changed.previousSecretUntil = new Date(ctx.clock.now().getTime() + PREVIOUS_SECRET_ACCEPTED_MS);
    changed.sealedSecret = ctx.secrets.seal(channelSecret);
  }
  if (accessToken !== undefined) changed.sealedAccessToken = ctx.secrets.seal(accessToken);
  await ChannelModel.updateOne({ _id: channelId }, { $set: changed });
  forgetChannel(channelId);
  return { ...current, ...changed };
}
