import { groupBy } from '../../shared/group-by.js';
import type { FriendMenu } from '../../friends/core/friend.js';

export const SETTLED_MS = 300; // several changes of a friend in a moment, and the friends of a moment, become one call
const STORM_SETTLED_MS = 2_000; // while many change, they come in waves
export const WAITING_MS_MAX = 10_000; // while ever more friends come, so that their calls are full
const FILLING_MS_MAX = 30_000; // the same where they come so fast that a call is full within it
const COMING_MS_MAX = 60_000; // the same where it is known that many are still to come
const ALONE_MAX = 2; // in a storm, somebody whose menu is not that of the storm
const FEW = 10; // a trickle is not worth waiting for
const TRICKLE_MAX = 30; // friends of one menu in the longest wait
const STORM_MIN = 100; // the same; of so many the next are still to come

/** A friend to whom a menu is owed. */
interface Owed {
  menu: FriendMenu;
}

/** Friends to whom LINE is to show one menu, or none, in one call. */
export interface LinkGroup<Friend> {
  menu: FriendMenu['desired'];
  friends: Friend[];
}

/** Friends who can be told now, by menu and at most `size` together; when to look again, for those who wait; null when none do. */
export interface LinkPlan<Friend> {
  groups: LinkGroup<Friend>[];
  waitMs: number | null;
}

/**
 * Which calls to make for friends to whom a menu is owed. A full call leaves at once. What is left of a menu leaves when
 * nobody was added for a moment, when it is a trickle, or when somebody has waited for long. `isCut` says that there are
 * more friends than these: then somebody leaves in any case. `areMoreComing` says that menus are being chosen for many more
 * just now: then a pause of their coming means nothing, and who is alone with a menu leaves soon all the same. `recentlyTold` says of how many LINE was told in the longest wait
 * before now, by menu.
 */
export function planLinks<Friend extends Owed>(
  friends: Friend[],
  {
    now,
    size,
    isCut,
    areMoreComing,
    recentlyTold,
  }: {
    now: Date;
    size: number;
    isCut: boolean;
    areMoreComing: boolean;
    recentlyTold: (menu: string) => number;
  },
): LinkPlan<Friend> {
  const groups: LinkGroup<Friend>[] = [];
  const rest: (LinkGroup<Friend> & { waitMs: number })[] = [];
  for (const [key, those] of groupBy(friends, ({ menu }) => keyOf(menu.desired))) {
    const menu = those[0]?.menu.desired ?? null;
    const fullEnd = those.length - (those.length % size);
    for (let start = 0; start < fullEnd; start += size)
      groups.push({ menu, friends: those.slice(start, start + size) });
    const left = those.slice(fullEnd);
    if (left.length === 0) continue;
    const told = recentlyTold(key);
    const waitMs = areMoreComing
      ? waitInStorm(left, { now, told })
      : waitOf(left, { now, recent: told + those.length, size });
    if (waitMs <= 0) groups.push({ menu, friends: left });
    else rest.push({ menu, friends: left, waitMs });
  }
  if (groups.length === 0 && isCut) return { groups: rest, waitMs: null };
  return { groups, waitMs: rest.length > 0 ? Math.min(...rest.map(({ waitMs }) => waitMs)) : null };
}

/** `recent` is how many friends of the menu came within the longest wait. */
function waitOf(friends: Owed[], { now, recent, size }: { now: Date; recent: number; size: number }): number {
  const { newest, oldest } = agesOf(friends, now);
  const isTrickle = friends.length <= FEW && recent <= TRICKLE_MAX;
  if (isTrickle) return SETTLED_MS - oldest;
  if (recent <= STORM_MIN) return Math.min(SETTLED_MS - newest, WAITING_MS_MAX - oldest);
  const fullInMs = ((size - friends.length) / recent) * WAITING_MS_MAX;
  const longestMs = oldest + fullInMs <= FILLING_MS_MAX ? FILLING_MS_MAX : WAITING_MS_MAX;
  return Math.min(STORM_SETTLED_MS - newest, longestMs - oldest);
}

/** `told` is of how many friends of the menu LINE was told within the longest wait. */
function waitInStorm(friends: Owed[], { now, told }: { now: Date; told: number }): number {
  const { newest, oldest } = agesOf(friends, now);
  const isAlone = friends.length <= ALONE_MAX && told === 0;
  return isAlone ? STORM_SETTLED_MS - newest : COMING_MS_MAX - oldest;
}

function agesOf(friends: Owed[], now: Date): { newest: number; oldest: number } {
  const ages = friends.map(({ menu: { owedAt } }) => now.getTime() - (owedAt?.getTime() ?? 0));
  return { newest: Math.min(...ages), oldest: Math.max(...ages) };
}

/** What friends of one call have in common. */
export const keyOf = (menu: { name: string; language: string } | null) => (menu ? `${menu.name}/${menu.language}` : '');
