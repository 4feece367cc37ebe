import { getChannel } from '../channels/index.js';
import type { Context } from '../context.js';
import type { FriendMenu } from '../friends/core/friend.js';
import { changeFriend, findFriendDocument, publishOutbox, type Friend } from '../friends/index.js';
import type { Known } from '../segments/core/known.js';
import { getKnown } from '../segments/index.js';
import { chooseLanguage } from '../messages/index.js';
import { Language } from '../shared/language.js';
import { chooseMenu, menuCheckAt, type MenuRules } from './core/menu-rules.js';
import { isSameMenu } from './core/same-menu.js';
import { LINK_MENU } from './link-menu.js';
import { getMenuRules } from './menu-rules.js';

/**
 * Notes the menu that the rules give a friend now, or none, and wakes the linking when LINE shows them another. Nothing for
 * one who is gone.
 */
export async function chooseFriendMenu(ctx: Context, friendId: string): Promise<void> {
  const stored = await findFriendDocument(friendId);
  if (!stored) return;
  const { channelId } = stored;
  const [rules, channel] = await Promise.all([getMenuRules(ctx, channelId), getChannel(ctx, channelId)]);
  const known = await getKnown(
    ctx,
    channelId,
    rules.rules.map(({ when }) => when),
  );
  const now = ctx.clock.now();
  const changed = await changeFriend(ctx, stored, (current) => {
    const desired = desiredMenu(ctx, rules, current, Language.parse(channel.defaultLanguage), now, known);
    const checkAt = menuCheckAt(rules, current, now, known);
    const isSame = isSameMenu(desired, current.menu.desired) && desired?.rule === current.menu.desired?.rule;
    if (isSame && checkAt?.getTime() === current.menuCheckAt?.getTime()) return null;
    if (isSame) return { set: { menuCheckAt: checkAt } };
    const { linked } = current.menu;
    return {
      set: { menuCheckAt: checkAt, menu: { desired, linked, owedAt: isSameMenu(desired, linked) ? null : now } },
    };
  });
  const friend = await publishOutbox(ctx, changed);
  if (friend.menu.owedAt !== null && friend.standing === 'following') ctx.wake(LINK_MENU, [{ friendId }]);
}

function desiredMenu(
  ctx: Pick<Context, 'richMenus'>,
  rules: MenuRules,
  friend: Friend,
  fallback: Language,
  at: Date,
  known: Known,
): FriendMenu['desired'] {
  const chosen = chooseMenu(rules, friend, at, known);
  const definition = chosen && ctx.richMenus.get(chosen.menu)?.definition;
  if (!chosen || !definition) return null;
  const language = chooseLanguage(definition.languages, friend.profile?.language ?? undefined, fallback);
  return { name: chosen.menu, language, rule: chosen.rule, at };
}
