import { gatewayOf } from '../channels/index.js';
import type { Context } from '../context.js';
import { changeFriendAndPublish, type Friend } from '../friends/index.js';
import { isSameMenu } from './core/same-menu.js';
import { PublishedMenuModel, type PublishedMenu } from './rich-menu.model.js';
import { PUBLISH_MENUS } from './publish-rich-menus.js';
import { CALL_OVERDUE_MS } from '../line/limits.js';

export const LINK_MENU = 'richmenus.link-menu';

/** Shows a friend the desired menu on LINE, or none, when another one is linked; of several wake-ups at once, one acts. */
export async function linkMenu(ctx: Context, friendId: string): Promise<void> {
  const friend = await takeOwedMenu(ctx, friendId);
  if (!friend) return;
  const { channelId, lineUserId, menu } = friend;
  const published = await findPublished(channelId, menu.desired);
  if (menu.desired && !published) {
    await oweMenu(ctx, friendId);
    // The menu stays owed; the sweep links it once it is published.
    ctx.wake(PUBLISH_MENUS, [{ channelId }]);
    return;
  }
  if (menu.linked?.lineRichMenuId !== published?.lineRichMenuId) {
    const gateway = await gatewayOf(ctx, channelId);
    const show = published
      ? gateway.linkRichMenu(lineUserId, published.lineRichMenuId)
      : gateway.unlinkRichMenu(lineUserId);
    await show.catch(async (error: unknown) => {
      await oweMenu(ctx, friendId);
      throw error;
    });
  }
  await recordLinked(ctx, friendId, published);
}

/** The friend, with the owed menu ours to link; null when there is nothing to do or somebody else does it. */
async function takeOwedMenu(ctx: Context, friendId: string): Promise<Friend | null> {
  const now = ctx.clock.now();
  let isOurs = false;
  const friend = await changeFriendAndPublish(ctx, friendId, ({ menu, standing }) => {
    const isDue = menu.owedAt !== null && menu.owedAt <= now;
    isOurs = isDue && standing === 'following';
    if (!isDue) return null;
    // Linking has no effect on somebody who blocked us; it is owed again when they come back.
    return { set: { menu: { ...menu, owedAt: isOurs ? new Date(now.getTime() + CALL_OVERDUE_MS) : null } } };
  });
  return isOurs ? friend : null;
}

async function findPublished(channelId: string, desired: Friend['menu']['desired']): Promise<PublishedMenu | null> {
  return desired && PublishedMenuModel.findById(`${channelId}/${desired.name}/${desired.language}`).lean();
}

async function oweMenu(ctx: Context, friendId: string): Promise<void> {
  await changeFriendAndPublish(ctx, friendId, ({ menu }) => ({ set: { menu: { ...menu, owedAt: ctx.clock.now() } } }));
}

async function recordLinked(ctx: Context, friendId: string, shown: PublishedMenu | null): Promise<void> {
  const at = ctx.clock.now();
  const linked = shown && { name: shown.name, language: shown.language, lineRichMenuId: shown.lineRichMenuId, at };
  const { menu } = await changeFriendAndPublish(ctx, friendId, ({ menu: { desired } }) => ({
    set: { menu: { desired, linked, owedAt: isSameMenu(desired, linked) ? null : at } },
  }));
  if (menu.owedAt !== null) ctx.wake(LINK_MENU, [{ friendId }]);
}
