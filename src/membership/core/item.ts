import type { Friend } from '../../friends/core/friend.js';

/** How somebody came to be known as the owner of an item. */
export const OWNER_WAYS = ['code', 'phone', 'accountLink', 'request', 'staff', 'listed'] as const;
export type OwnerWay = (typeof OWNER_WAYS)[number];

/** Who owns an item now, and since when. */
export interface Owner {
  friendId: string;
  since: Date;
  way: OwnerWay;
  /** Who decided it: the friend, staff by their key, or the system. */
  by: string;
}

/** One thing of the brand that can be owned, such as a vehicle, known by its serial. */
export interface Item {
  /** `channelId/KEY` of the serial. */
  _id: string;
  channelId: string;
  serial: string;
  model: string;
  /** Calendar dates, `YYYY-MM-DD`. */
  boughtOn: string | null;
  warrantyUntil: string | null;
  /** Keyed hash of the buyer's telephone number, by which the buyer may prove ownership. */
  phoneHash: string | null;
  /** The brand's own account that the item belongs to, by which an account link proves ownership. */
  accountId: string | null;
  owner: Owner | null;
  /** Owners before, newest first, at most PAST_OWNERS_KEPT. */
  pastOwners: (Owner & { until: Date; reason: string })[];
  /** Friends whose record does not show yet what this item says. */
  owedTo: string[];
  owedAt: Date | null;
  createdAt: Date;
  /** Counts changes of the owner, and of what the owner's record shows. */
  rev: number;
}
export const PAST_OWNERS_KEPT = 50;

/** An item as it is first known. */
export const newItem = (
  { channelId, serial, model }: Pick<Item, 'channelId' | 'serial' | 'model'>,
  createdAt: Date,
): Item => ({
  _id: itemIdOf(channelId, serial),
  channelId,
  serial,
  model,
  boughtOn: null,
  warrantyUntil: null,
  phoneHash: null,
  accountId: null,
  owner: null,
  pastOwners: [],
  owedTo: [],
  owedAt: null,
  createdAt,
  rev: 0,
});

/** A serial as it is compared: width, case, spaces and hyphens do not matter. */
export const serialKey = (serial: string): string =>
  serial
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\-‐–—−ー]+/g, '');

export const itemIdOf = (channelId: string, serial: string): string => `${channelId}/${serialKey(serial)}`;

/** Whether an ownership that began this way, at this moment, is over: the item was given on, or is nobody's since. */
export const wasGiven = (
  { owner, pastOwners }: Pick<Item, 'owner' | 'pastOwners'>,
  { friendId, way, since }: Pick<Owner, 'friendId' | 'way' | 'since'>,
): boolean =>
  owner?.friendId !== friendId &&
  pastOwners.some((past) => past.way === way && past.since.getTime() === since.getTime());

/**
 * What a friend's record says of these items, which are all that they own; null when it says so already. `verifiedOwnerAt`
 * is when the oldest ownership that still holds began.
 */
export function decideMembership(
  { membership }: Pick<Friend, 'membership'>,
  owned: Item[],
): { membership: Friend['membership']; began: Listed[]; ended: Listed[] } | null {
  const items = owned
    .flatMap(({ serial, model, owner }) => (owner ? [{ serial, model, since: owner.since }] : []))
    .toSorted((one, other) => one.since.getTime() - other.since.getTime() || (one.serial < other.serial ? -1 : 1));
  const before = new Map(membership.items.map((item) => [serialKey(item.serial), item]));
  const after = new Map(items.map((item) => [serialKey(item.serial), item]));
  const began = items.filter(({ serial }) => !before.has(serialKey(serial)));
  const ended = membership.items.filter(({ serial }) => !after.has(serialKey(serial)));
  const isSame =
    began.length + ended.length === 0 &&
    items.every(({ serial, model, since }) => {
      const listed = before.get(serialKey(serial));
      return listed?.model === model && listed.since.getTime() === since.getTime();
    });
  if (isSame) return null;
  return { membership: { verifiedOwnerAt: items[0]?.since ?? null, items }, began, ended };
}

type Listed = Friend['membership']['items'][number];
