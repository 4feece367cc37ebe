import { getChannel } from '../channels/index.js';
import type { Context } from '../context.js';
import { changeFriends, listFriendDocuments, type FriendDocument } from '../friends/index.js';
import { getKnown } from '../segments/index.js';
import { batched } from '../shared/batched.js';
import { groupBy } from '../shared/group-by.js';
import { Language } from '../shared/language.js';
import { decideMenu, type MenuCriteria } from './core/decide-menu.js';
import type { MenuRules } from './core/menu-rules.js';
import { wakeLinking } from './wake-linking.js';
import { getMenuRules } from './menu-rules.js';

type Needs = Pick<Context, 'clock' | 'connectLine' | 'publish' | 'richMenus' | 'secrets' | 'wake'>;

/** What decides about menus in a channel by its present rules, or by others. */
export async function getMenuCriteria(
  ctx: Pick<Context, 'clock' | 'connectLine' | 'richMenus' | 'secrets'>,
  channelId: string,
  proposed?: MenuRules,
): Promise<MenuCriteria> {
  const [rules, channel] = await Promise.all([proposed ?? getMenuRules(ctx, channelId), getChannel(ctx, channelId)]);
  const known = await getKnown(
    ctx,
    channelId,
    rules.rules.map(({ when }) => when),
  );
  return { rules, known, menus: ctx.richMenus, fallback: Language.parse(channel.defaultLanguage) };
}

/**
 * Notes the menu that the rules give each of these friends of a channel now, or none, and wakes the linking when LINE shows
 * any of them another. Resolves to how many changed.
 */
export async function chooseMenus(ctx: Needs, channelId: string, friends: FriendDocument[]): Promise<number> {
  const criteria = await getMenuCriteria(ctx, channelId);
  const now = ctx.clock.now();
  let isOwed = false;
  const changed = await changeFriends(ctx, friends, (friend) => {
    const set = decideMenu(criteria, friend, now);
    if (set?.menu?.owedAt) isOwed = true;
    return set && { set };
  });
  if (isOwed) wakeLinking(ctx, channelId);
  return changed;
}

/** Who chooses again when a fact about a friend changed. */
export const CHOOSE_MENU_LISTENER = 'richmenus.choose-menu';

const AT_ONCE_MAX = 200;

/** One queue for each context. */
const queues = new WeakMap<Needs, (friendId: string) => Promise<void>>();

/** The same for one friend; nothing for one who is gone. Friends who come in a storm share reads and writes. */
export function chooseFriendMenu(ctx: Needs, friendId: string): Promise<void> {
  const queue =
    queues.get(ctx) ??
    batched<string, void>(AT_ONCE_MAX, async (friendIds) => {
      await chooseMenusOf(ctx, [...new Set(friendIds)]);
      return friendIds.map(() => undefined);
    });
  queues.set(ctx, queue);
  return queue(friendId);
}

async function chooseMenusOf(ctx: Needs, friendIds: string[]): Promise<void> {
  const friends = await listFriendDocuments({ _id: { $in: friendIds } }, { afterId: null, limit: friendIds.length });
  for (const [channelId, those] of groupBy(friends, ({ channelId }) => channelId))
    await chooseMenus(ctx, channelId, those);
}
