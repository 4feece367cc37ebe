import type { Context } from '../context.js';
import { changeFriend, type FriendDocument } from '../friends/index.js';
import { PublishedMenuModel } from './rich-menu.model.js';

/** Notes that a friend switched to the menu of an alias: they see it until another one is linked. Late news changes nothing. */
export async function noteTab(
  ctx: Pick<Context, 'clock'>,
  friend: FriendDocument,
  { alias, at }: { alias: string; at: Date },
): Promise<FriendDocument> {
  const menu = await PublishedMenuModel.findOne({ channelId: friend.channelId, alias }, { lineRichMenuId: 1 }).lean();
  if (!menu) return friend;
  const { lineRichMenuId } = menu;
  return changeFriend(ctx, friend, ({ menuTab }) =>
    menuTab && menuTab.at >= at ? null : { set: { menuTab: { lineRichMenuId, at } } },
  );
}
