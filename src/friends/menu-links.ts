import type { Filter } from '../infra/mongo/model.js';
import { diceOf, type Friend, type FriendMenu } from './core/friend.js';
import { FriendModel, type FriendDocument } from './friend.model.js';

/** A menu in a language, or none. */
export type NamedMenu = { name: string; language: string } | null;

/** What linking menus needs of a friend. */
export type MenuHolder = Pick<Friend, '_id' | 'lineUserId' | 'standing' | 'menu'>;

const HOLDER = { lineUserId: 1, standing: 1, menu: 1 };

// What is desired and what is owed is read and written for many friends at once. Each write counts as a revision, so that
// whoever decided on the friend before it decides again.

/** Friends of a channel to whom a menu is owed by now, in the order in which it came to be owed. */
export const listOwedMenus = (channelId: string, now: Date, limit: number): Promise<MenuHolder[]> =>
  FriendModel.find({ channelId, 'menu.owedAt': { $lte: now } } as Filter<FriendDocument>, HOLDER)
    .sort({ 'menu.owedAt': 1 })
    .limit(limit)
    .lean<MenuHolder[]>();

/** Whether a menu is owed to anybody of a channel since this instant. */
export const isMenuOwed = async (channelId: string, since: Date): Promise<boolean> =>
  (await FriendModel.exists({ channelId, 'menu.owedAt': { $lte: since } } as Filter<FriendDocument>)) !== null;

/** Whether LINE was told a menu for anybody of a channel. */
export const hasAnybodyMenu = async (channelId: string): Promise<boolean> =>
  (await FriendModel.exists({ channelId, 'menu.linked.lineRichMenuId': { $gt: '' } } as Filter<FriendDocument>)) !==
  null;

/**
 * Notes that LINE is about to be told this menu for those of the friends who follow, want it still and are owed it. Resolves
 * to them.
 */
export async function noteMenusTold(friends: MenuHolder[], menu: NamedMenu): Promise<MenuHolder[]> {
  const wanting = { ...among(friends), standing: 'following', 'menu.owedAt': { $ne: null }, ...desires(menu) };
  const noted = await change(wanting, { 'menu.told': { menu: named(menu), until: null } });
  if (noted === friends.length) return friends;
  const found = await FriendModel.find(wanting as Filter<FriendDocument>, { _id: 1 }).lean();
  const ids = new Set(found.map(({ _id }) => _id));
  return friends.filter(({ _id }) => ids.has(_id));
}

/**
 * Notes that LINE linked a menu to these friends, or none. It is owed no longer, or again from `owedAt` on, and at once to
 * those who want another one meanwhile.
 */
export async function noteMenusLinked(
  friends: { _id: string }[],
  {
    menu,
    linked,
    told,
    owedAt,
    at,
  }: { menu: NamedMenu; linked: FriendMenu['linked']; told: FriendMenu['told']; owedAt: Date | null; at: Date },
): Promise<void> {
  const set = { 'menu.linked': linked, 'menu.told': told ?? null };
  const noted = await change({ ...among(friends), ...desires(menu) }, { ...set, 'menu.owedAt': owedAt });
  if (noted === friends.length) return;
  await change({ ...among(friends), $nor: [desires(menu)] }, { ...set, 'menu.owedAt': at });
}

/** Puts off what is owed to these friends. */
export async function deferMenus(friends: { _id: string }[], until: Date): Promise<void> {
  await change({ ...among(friends), 'menu.owedAt': { $ne: null } }, { 'menu.owedAt': until });
}

/** Owes these friends nothing while they cannot be shown anything: they have blocked, and are owed it when they come back. */
export async function settleBlockedMenus(friends: { _id: string }[]): Promise<void> {
  await change({ ...among(friends), standing: 'blocked' }, { 'menu.owedAt': null });
}

/** Notes why LINE will not link this menu to the friend; it is tried no more until another one is desired. */
export async function noteMenuProblem(friendId: string, menu: NamedMenu, reason: string, at: Date): Promise<void> {
  await change({ _id: friendId, ...desires(menu) }, { 'menu.owedAt': null, 'menu.problem': { reason, at } });
}

/** Owes their menu to everybody who has this menu of LINE, which is gone there. */
export async function oweMenusLinkedTo(channelId: string, lineRichMenuId: string, at: Date): Promise<void> {
  const those = { channelId, 'menu.linked.lineRichMenuId': lineRichMenuId };
  await change(those, { 'menu.linked': null, 'menu.owedAt': at });
}

/** Lets the menu of these friends be chosen anew at once. */
export async function chooseMenusAt(friends: { _id: string }[], at: Date): Promise<void> {
  await change(among(friends), { menuCheckAt: at });
}

/** An old version of a menu on LINE, and its new one. */
interface Replacement {
  channelId: string;
  name: string;
  language: string;
  from: string;
}

/** Those who follow, have the old version and are owed the new one: who wants another menu is not among them. */
const toReplace = ({ channelId, from, name, language }: Replacement) => ({
  channelId,
  'menu.linked.lineRichMenuId': from,
  standing: 'following',
  'menu.owedAt': { $ne: null },
  ...desires({ name, language }),
});

/** How many there are. */
export const countMenusToReplace = (replacement: Replacement): Promise<number> =>
  FriendModel.countDocuments(toReplace(replacement) as Filter<FriendDocument>);

/** Owes nothing to those whom LINE relinks by itself, until it must have. */
export async function deferMenusToReplace(replacement: Replacement, until: Date): Promise<void> {
  await change(toReplace(replacement), { 'menu.owedAt': until });
}

/** Owes the new version at once to those whom LINE did not relink. */
export async function oweMenusToReplace(replacement: Replacement, at: Date): Promise<void> {
  await change(toReplace(replacement), { 'menu.owedAt': at });
}

/** Notes that LINE relinked them; resolves to how many. */
export function noteMenusReplaced({ to, ...replacement }: Replacement & { to: string }, at: Date): Promise<number> {
  const { name, language } = replacement;
  const linked = { name, language, lineRichMenuId: to, at };
  return change(toReplace(replacement), { 'menu.linked': linked, 'menu.told': null, 'menu.owedAt': null });
}

const linkedFor = (channelId: string) => ({
  channelId,
  standing: 'following',
  mergedInto: null,
  'menu.linked': { $ne: null },
  'menu.owedAt': null,
});

/** A page of friends who have a menu and are owed nothing, in order of their ids. */
export const listHoldersOfMenus = (
  channelId: string,
  { afterId, limit }: { afterId: string | null; limit: number },
): Promise<MenuHolder[]> =>
  FriendModel.find(
    { ...linkedFor(channelId), ...(afterId === null ? {} : { _id: { $gt: afterId } }) } as Filter<FriendDocument>,
    HOLDER,
  )
    .sort({ _id: 1 })
    .limit(limit)
    .lean<MenuHolder[]>();

/** Some of these friends, others for each text. */
export async function sampleHoldersOfMenus(channelId: string, text: string, limit: number): Promise<MenuHolder[]> {
  const from = diceOf(text);
  const within = (lot: object, count: number) =>
    FriendModel.find({ ...linkedFor(channelId), lot } as Filter<FriendDocument>, HOLDER)
      .sort({ lot: 1 })
      .limit(count)
      .lean<MenuHolder[]>();
  const found = await within({ $gte: from }, limit);
  return found.length === limit ? found : [...found, ...(await within({ $lt: from }, limit - found.length))];
}

/** Owes their menu to friends to whom LINE shows another one than it was told; resolves to how many still have it on record. */
export async function oweDriftedMenus(friends: MenuHolder[], at: Date): Promise<number> {
  if (friends.length === 0) return 0;
  const written = await FriendModel.collection.bulkWrite(
    friends.map(({ _id, menu: { linked } }) => ({
      updateOne: {
        filter: { _id: _id as never, 'menu.owedAt': null, 'menu.linked.at': linked?.at } as never,
        update: { $set: { 'menu.linked': null, 'menu.owedAt': at }, $inc: { rev: 1 } } as never,
      },
    })),
    { ordered: false },
  );
  return written.matchedCount;
}

const among = (friends: { _id: string }[]) => ({ _id: { $in: friends.map(({ _id }) => _id) } });

const desires = (menu: NamedMenu) =>
  menu === null ? { 'menu.desired': null } : { 'menu.desired.name': menu.name, 'menu.desired.language': menu.language };

const named = (menu: NamedMenu) => menu && { name: menu.name, language: menu.language };

async function change(filter: object, set: Record<string, unknown>): Promise<number> {
  const changed = await FriendModel.collection.updateMany(filter, { $set: set, $inc: { rev: 1 } });
  return changed.matchedCount;
}
