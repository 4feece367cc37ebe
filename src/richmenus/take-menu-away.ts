import { gatewayOf } from '../channels/index.js';
import type { Context } from '../context.js';
import type { HeldFriend } from '../edges.js';
import { findFriendDocument } from '../friends/index.js';
import { LineError } from '../line/errors.js';

/** Has LINE show no menu of ours to a friend who is erased. LINE not answering keeps nobody from being erased: the log says so. */
export async function takeMenuAway(
  ctx: Pick<Context, 'connectLine' | 'log' | 'secrets' | 'clock'>,
  { _id: friendId, channelId, lineUserId }: HeldFriend,
): Promise<void> {
  const friend = await findFriendDocument(friendId);
  if (!friend || friend.menu.linked === null) return;
  try {
    await (await gatewayOf(ctx, channelId)).unlinkRichMenu(lineUserId);
  } catch (error) {
    if (!(error instanceof LineError)) throw error;
    ctx.log.warn({ err: error, channelId }, 'LINE may still show a menu to a friend who was erased');
  }
}
