import type { Context } from '../context.js';
import { AppError, InvalidInputError } from '../errors.js';
import { LineInvalidError } from '../line/errors.js';
import { gatewayOf } from './channel-access.js';
import type { Channel } from './channel.model.js';

/**
 * Who stands before a page of ours inside LINE, by the ID token that LINE gave the page. Rejects with `unauthorized` when the
 * token is forged, expired or was made for another LINE Login channel.
 */
export async function identifyVisitor(
  ctx: Pick<Context, 'clock' | 'secrets' | 'connectLine'>,
  channel: Pick<Channel, '_id' | 'loginChannelId'>,
  idToken: string,
): Promise<{ lineUserId: string }> {
  if (!channel.loginChannelId)
    throw new InvalidInputError('invalid_input', `Channel ${channel._id} has no loginChannelId yet.`);
  const gateway = await gatewayOf(ctx, channel._id);
  return gateway.verifyIdToken(idToken, channel.loginChannelId).catch((error: unknown) => {
    throw error instanceof LineInvalidError ? new AppError('unauthorized', error.message) : error;
  });
}
