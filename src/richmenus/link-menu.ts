import { gatewayOf } from '../channels/index.js';
import type { Context } from '../context.js';
import { changeFriendAndPublish, type Friend } from '../friends/index.js';
import { PublishedMenuModel } from './rich-menu.model.js';
import { PUBLISH_MENUS } from './publish-rich-menus.js';

export const LINK_MENU = 'richmenus.link-menu';

const TAKE_OVER_MS = 15_000; // longer than one call to LINE may take

/** Links the desired menu on LINE when another one is linked; of several wake-ups at once, one acts. */
export async function linkMenu(ctx: Context, friendId: string): Promise<void> {
  const friend = await takeOwedMenu(ctx, friendId);
  const { desired, linked } = friend.menu;
  if (!desired) return;
  const published = await PublishedMenuModel.findById(`${friend.channelId}/${desired.name}/${desired.language}`).lean();
  if (!published) {
    await oweMenu(ctx, friendId);
    // The menu stays owed; the sweep links it once it is published.
    ctx.wake(PUBLISH_MENUS, [{ channelId: friend.channelId }]);
    return;
  }
  if (linked?.lineRichMenuId !== published.lineRichMenuId) {
    const gateway = await gatewayOf(ctx, friend.channelId);
    await gateway.linkRichMenu(friend.lineUserId, published.lineRichMenuId).catch(async (error: unknown) => {
      await oweMenu(ctx, friendId);
      throw error;
    });
  }
  await recordLinked(ctx, friendId, {
    name: desired.name,
    language: desired.language,
    lineRichMenuId: published.lineRichMenuId,
  });
}

/** The friend, with the owed menu ours to link; without a desired menu when there is nothing to do. */
async function takeOwedMenu(
  ctx: Context,
  friendId: string,
): Promise<Pick<Friend, 'channelId' | 'lineUserId' | 'menu'>> {
  const now = ctx.clock.now();
  let isOurs = false;
  const friend = await changeFriendAndPublish(ctx, friendId, ({ menu, standing }) => {
    isOurs = menu.owedAt !== null && menu.owedAt <= now && standing === 'following';
    return isOurs ? { set: { menu: { ...menu, owedAt: new Date(now.getTime() + TAKE_OVER_MS) } } } : null;
  });
  return isOurs ? friend : { ...friend, menu: { ...friend.menu, desired: null } };
}

async function oweMenu(ctx: Context, friendId: string): Promise<void> {
  await changeFriendAndPublish(ctx, friendId, ({ menu }) => ({ set: { menu: { ...menu, owedAt: ctx.clock.now() } } }));
}

async function recordLinked(
  ctx: Context,
  friendId: string,
  given: { name: string; language: string; lineRichMenuId: string },
): Promise<void> {
  const at = ctx.clock.now();
  const { menu } = await changeFriendAndPublish(ctx, friendId, ({ menu: { desired } }) => {
    const isDesired = desired?.name === given.name && desired.language === given.language;
    return { set: { menu: { desired, linked: { ...given, at }, owedAt: isDesired ? null : at } } };
  });
  if (menu.owedAt !== null) ctx.wake(LINK_MENU, [{ friendId }]);
}
