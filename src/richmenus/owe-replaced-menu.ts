import type { Context } from '../context.js';
import { changeFriends, listFriendDocuments, type Friend, type FriendChange } from '../friends/index.js';
import { linkedTo, switchedTo } from './menu-viewers.js';

/** Friends whose menu is taken up in one go. */
export const OWED_AT_ONCE = 1_000;

type Needs = Pick<Context, 'clock' | 'publish'>;

/**
 * Owes friends the new content of a menu that they see in an earlier one, `from`, OWED_AT_ONCE of them: the linking then
 * brings it to them. Who switched to it by a tab gets the menu of their rules back. Resolves to how many it took up; fewer than
 * OWED_AT_ONCE are the last. Running it again owes nobody twice.
 */
export async function oweReplacedMenu(
  ctx: Needs,
  { channelId, from }: { channelId: string; from: string },
): Promise<number> {
  const at = ctx.clock.now();
  const linked = await changePage(ctx, { ...linkedTo(channelId, from), 'menu.owedAt': null }, ({ menu }) =>
    menu.linked?.lineRichMenuId === from && menu.owedAt === null ? { set: { menu: { ...menu, owedAt: at } } } : null,
  );
  if (linked === OWED_AT_ONCE) return linked;
  const switched = await changePage(ctx, switchedTo(channelId, from), ({ menu, menuTab }) =>
    menuTab?.lineRichMenuId === from ? { set: { menu: { ...menu, linked: null, owedAt: at }, menuTab: null } } : null,
  );
  return Math.max(linked, switched);
}

/**
 * Has the rules look again at friends who see a menu that is to go, `from`, OWED_AT_ONCE of them. Resolves to how many; fewer
 * than OWED_AT_ONCE are the last. Running it again asks nobody twice.
 */
export async function reconsiderRemovedMenu(
  ctx: Needs,
  { channelId, from }: { channelId: string; from: string },
): Promise<number> {
  const at = ctx.clock.now();
  const isLater = { $or: [{ menuCheckAt: null }, { menuCheckAt: { $gt: at } }] };
  const linked = await changePage(ctx, { ...linkedTo(channelId, from), 'menu.owedAt': null, ...isLater }, (friend) =>
    friend.menu.linked?.lineRichMenuId === from ? { set: { menuCheckAt: at } } : null,
  );
  if (linked === OWED_AT_ONCE) return linked;
  const switched = await changePage(ctx, switchedTo(channelId, from), ({ menu, menuTab }) =>
    menuTab?.lineRichMenuId === from
      ? { set: { menu: { ...menu, linked: null, owedAt: at }, menuTab: null, menuCheckAt: at } }
      : null,
  );
  return Math.max(linked, switched);
}

async function changePage(
  ctx: Needs,
  filter: object,
  decide: (friend: Friend) => FriendChange | null,
): Promise<number> {
  const page = await listFriendDocuments(filter, { afterId: null, limit: OWED_AT_ONCE });
  await changeFriends(ctx, page, decide);
  return page.length;
}
