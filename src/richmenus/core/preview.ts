import type { Friend } from '../../friends/core/friend.js';
import { wantedMenu, type MenuCriteria } from './decide-menu.js';
import { isSameMenu } from './same-menu.js';

export const SAMPLES_MAX = 20;

/** Whose menu would change, from which to which. */
export interface PreviewedChange {
  friendId: string;
  from: string | null;
  to: string | null;
  rule: string | null;
}

/** What menu rules would do to the friends looked at; a null menu is none. */
export interface MenuPreview {
  friends: number;
  changing: number;
  /** How many would have each menu, and for how many of them it is another one than now. */
  menus: { menu: string | null; friends: number; changing: number }[];
  /** The same by rule, in their order; a rule that gives nobody a menu has 0. */
  rules: { rule: string; friends: number; isSkipped: boolean }[];
  /** A few of those whose menu would change. */
  samples: PreviewedChange[];
  /** Friends whom LINE would have to be told of, by menu and language. */
  links: { menu: string | null; language: string | null; friends: number }[];
}

export const NO_FRIENDS_YET: MenuPreview = {
  friends: 0,
  changing: 0,
  menus: [],
  rules: [],
  samples: [],
  links: [],
};

/** The preview with these friends added, each looked at as the rules would. */
export function previewMenus(preview: MenuPreview, friends: Friend[], criteria: MenuCriteria, now: Date): MenuPreview {
  const menus = new Map(preview.menus.map((one) => [one.menu, { ...one }]));
  const links = new Map(preview.links.map((one) => [keyOf(one), { ...one }]));
  const byRule = new Map(preview.rules.map(({ rule, friends }) => [rule, friends]));
  const samples = [...preview.samples];
  let { changing } = preview;
  for (const friend of friends) {
    const wanted = wantedMenu(criteria, friend, now);
    const isChanging = !isSameMenu(wanted, friend.menu.desired);
    const menu = wanted?.name ?? null;
    const counted = menus.get(menu) ?? { menu, friends: 0, changing: 0 };
    menus.set(menu, { ...counted, friends: counted.friends + 1, changing: counted.changing + (isChanging ? 1 : 0) });
    if (wanted) byRule.set(wanted.rule, (byRule.get(wanted.rule) ?? 0) + 1);
    if (friend.standing === 'following' && !isSameMenu(wanted, friend.menu.linked)) {
      const link = { menu, language: wanted?.language ?? null, friends: 0 };
      links.set(keyOf(link), { ...link, friends: (links.get(keyOf(link))?.friends ?? 0) + 1 });
    }
    if (!isChanging) continue;
    changing += 1;
    const from = friend.menu.desired?.name ?? null;
    if (samples.length < SAMPLES_MAX)
      samples.push({ friendId: friend._id, from, to: menu, rule: wanted?.rule ?? null });
  }
  return {
    friends: preview.friends + friends.length,
    changing,
    menus: [...menus.values()].toSorted((one, other) => other.friends - one.friends),
    rules: criteria.rules.rules.map(({ name, menu }) => ({
      rule: name,
      friends: byRule.get(name) ?? 0,
      isSkipped: !criteria.menus.has(menu),
    })),
    samples,
    links: [...links.values()],
  };
}

/** Calls to LINE that linking these would take, when all are owed at once. */
export const countCalls = ({ links }: Pick<MenuPreview, 'links'>, size: number): number =>
  links.reduce((sum, { friends }) => sum + Math.ceil(friends / size), 0);

const keyOf = ({ menu, language }: { menu: string | null; language: string | null }) =>
  menu === null ? '' : `${menu}/${language}`;
