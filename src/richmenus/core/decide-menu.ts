import type { Friend, FriendMenu } from '../../friends/core/friend.js';
import { chooseLanguage } from '../../messages/core/language.js';
import type { Known } from '../../segments/core/known.js';
import type { Language } from '../../shared/language.js';
import type { RichMenuLibrary } from './library.js';
import { chooseMenu, menuCheckAt, type MenuRules } from './menu-rules.js';
import { isSameMenu } from './same-menu.js';

/** What decides about menus in a channel: its rules, what they need to know, the menus that there are. */
export interface MenuCriteria {
  rules: MenuRules;
  known: Known;
  menus: RichMenuLibrary;
  /** For those whose language no menu is written in. */
  fallback: Language;
}

/** The menu that a friend should have now, in their language, or none. */
export function wantedMenu(
  { rules, known, menus, fallback }: MenuCriteria,
  friend: Friend,
  now: Date,
): FriendMenu['desired'] {
  const chosen = chooseMenu(rules, friend, { now, known, menus });
  const definition = chosen && menus.get(chosen.menu)?.definition;
  if (!chosen || !definition) return null;
  const language = chooseLanguage(definition.languages, friend.profile?.language ?? undefined, fallback);
  return { name: chosen.menu, language, rule: chosen.rule, at: now };
}

/** What changes on a friend when the menu is chosen anew; null when nothing does. */
export function decideMenu(
  criteria: MenuCriteria,
  friend: Friend,
  now: Date,
): Partial<Pick<Friend, 'menu' | 'menuCheckAt'>> | null {
  const { menu } = friend;
  const desired = wantedMenu(criteria, friend, now);
  const checkAt = menuCheckAt(criteria.rules, friend, now, criteria.known);
  const isSame = isSameMenu(desired, menu.desired) && desired?.rule === menu.desired?.rule;
  if (isSame && checkAt?.getTime() === friend.menuCheckAt?.getTime()) return null;
  if (isSame) return { menuCheckAt: checkAt };
  if (isSameMenu(desired, menu.desired)) return { menuCheckAt: checkAt, menu: { ...menu, desired } };
  const { problem: _problem, ...rest } = menu;
  // What is owed stays owed: LINE may have been told meanwhile, or shows an old version of the same menu.
  const owes = friend.standing === 'following' && (menu.owedAt !== null || !isSameMenu(desired, menu.linked));
  return { menuCheckAt: checkAt, menu: { ...rest, desired, owedAt: owes ? now : null } };
}
