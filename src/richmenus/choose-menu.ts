import { getChannel } from '../channels/index.js';
import type { Context } from '../context.js';
import { changeFriendAndPublish, getFriend } from '../friends/index.js';
import { chooseLanguage } from '../messages/index.js';
import { Language } from '../shared/language.js';
import { chooseMenu } from './core/menu-rules.js';
import { LINK_MENU } from './link-menu.js';
import { getMenuRules } from './menu-rules.js';

/** Notes the menu that the rules give a friend now, and wakes the linking when LINE shows them another. */
export async function chooseFriendMenu(ctx: Context, friendId: string): Promise<void> {
  const { channelId } = await getFriend(friendId);
  const [rules, channel] = await Promise.all([getMenuRules(ctx, channelId), getChannel(ctx, channelId)]);
  const now = ctx.clock.now();
  const friend = await changeFriendAndPublish(ctx, friendId, (current) => {
    const chosen = chooseMenu(rules, current, now);
    const definition = chosen && ctx.richMenus.get(chosen.menu)?.definition;
    if (!chosen || !definition) return null;
    const fallback = Language.parse(channel.defaultLanguage);
    const language = chooseLanguage(definition.languages, current.profile?.language ?? undefined, fallback);
    const { desired, linked } = current.menu;
    if (desired?.name === chosen.menu && desired.language === language && desired.rule === chosen.rule) return null;
    const isLinked = linked?.name === chosen.menu && linked.language === language;
    return {
      set: {
        menu: {
          desired: { name: chosen.menu, language, rule: chosen.rule, at: now },
          linked,
          owedAt: isLinked ? null : now,
        },
      },
    };
  });
  if (friend.menu.owedAt !== null && friend.standing === 'following') ctx.wake(LINK_MENU, [{ friendId }]);
}
