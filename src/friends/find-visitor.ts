import type { z } from 'zod';
import { addUrlOf, getLiffChannel, identifyVisitor, type Channel } from '../channels/index.js';
import type { Visit } from '../channels/schemas.js';
import type { Context } from '../context.js';
import { ConflictError } from '../errors.js';
import { findFriendBehind, findFriendDocument, findFriendDocuments } from './find-friends.js';
import type { FriendDocument } from './friend.model.js';

/**
 * The friend who opened a page of ours inside LINE, proven by LINE's ID token. Rejects with `unauthorized` for a token that
 * is forged, over or of another channel; with `conflict`, and the address that adds the account, for who is no friend yet.
 */
export async function getVisitor(
  ctx: Pick<Context, 'clock' | 'secrets' | 'connectLine'>,
  { liffId, idToken }: z.infer<typeof Visit>,
): Promise<{ channel: Channel; friend: FriendDocument }> {
  const channel = await getLiffChannel(ctx, liffId);
  const { lineUserId } = await identifyVisitor(ctx, channel, idToken);
  const [found] = await findFriendDocuments(channel._id, { ids: [], lineUserIds: [lineUserId] });
  const friend = found && (found.mergedInto === null ? found : await findKept(found._id));
  if (!friend || friend.standing !== 'following')
    throw new ConflictError('Add the account as a friend first.', { addUrl: addUrlOf(channel) });
  return { channel, friend };
}

async function findKept(friendId: string): Promise<FriendDocument | null> {
  const kept = await findFriendBehind(friendId);
  return kept && findFriendDocument(kept._id);
}
