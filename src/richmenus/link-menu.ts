import { gatewayOf } from '../channels/index.js';
import type { Context } from '../context.js';
import { changeFriendAndPublish, getFriend } from '../friends/index.js';
import { PublishedMenuModel } from './rich-menu.model.js';
import { PUBLISH_MENUS } from './publish-rich-menus.js';

export const LINK_MENU = 'richmenus.link-menu';

/** Links the desired menu on LINE when another one is linked. Linking the same menu twice changes nothing for the friend. */
export async function linkMenu(ctx: Context, friendId: string): Promise<void> {
  const friend = await getFriend(friendId);
  const { desired, linked, owedAt } = friend.menu;
  if (!desired || owedAt === null) return;
  if (friend.standing === 'blocked') return;
  const published = await PublishedMenuModel.findById(`${friend.channelId}/${desired.name}/${desired.language}`).lean();
  if (!published) {
    // The menu stays owed; the sweep links it once it is published.
    ctx.wake(PUBLISH_MENUS, [{ channelId: friend.channelId }]);
    return;
  }
  if (linked?.lineRichMenuId !== published.lineRichMenuId) {
    const gateway = await gatewayOf(ctx, friend.channelId);
    await gateway.linkRichMenu(friend.lineUserId, published.lineRichMenuId);
  }
  const at = ctx.clock.now();
  const changed = await changeFriendAndPublish(ctx, friendId, (current) => {
    const isStillDesired =
      current.menu.desired?.name === desired.name && current.menu.desired.language === desired.language;
    const nowLinked = { name: desired.name, language: desired.language, lineRichMenuId: published.lineRichMenuId, at };
    return {
      set: { menu: { ...current.menu, linked: nowLinked, owedAt: isStillDesired ? null : current.menu.owedAt } },
    };
  });
  if (changed.menu.owedAt !== null) ctx.wake(LINK_MENU, [{ friendId }]);
}
