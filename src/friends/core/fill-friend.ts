import { PROMOTION, PROMOTION_OPT_OUT } from './consent.js';
import { newFriend, NO_ORDERS, type Friend } from './friend.js';
import type { FriendTag } from './friend-tag.js';
import { gramsOf } from './search.js';

/** A friend as any earlier version may have stored them. */
export type StoredFriend = Pick<Friend, '_id' | 'channelId' | 'lineUserId' | 'createdAt' | 'rev'> & Partial<Friend>;

/**
 * What is missing in the record of a friend whom an earlier version stored; null when nothing is. The opt-out from
 * promotions, an attribute then, becomes the consent that it is.
 */
export function fillFriend(
  friend: StoredFriend,
  { now, isSensitive }: { now: Date; isSensitive: (attribute: string) => boolean },
): Partial<Friend> | null {
  const { _id: id, channelId, lineUserId, createdAt: at } = friend;
  const whole = { ...newFriend({ id, channelId, lineUserId, at, now }), ...friend };
  const { [PROMOTION_OPT_OUT]: optOut, ...attributes } = whole.attributes;
  const isOptOutLeft = optOut !== undefined && whole.consent[PROMOTION] === undefined;
  const consent: Friend['consent'] = isOptOutLeft
    ? {
        ...whole.consent,
        [PROMOTION]: { state: optOut === true ? 'denied' : 'granted', at: now, source: PROMOTION_OPT_OUT },
      }
    : whole.consent;
  const filled: Friend = {
    ...whole,
    attributes,
    consent,
    tags: whole.tags.map((tag) => fillTag(tag, now)),
    orders: { ...NO_ORDERS, ...whole.orders },
    stage: whole.stage && { ...whole.stage, lock: (whole.stage as Partial<typeof whole.stage>).lock ?? null },
    tagsCheckAt: friend.tagsCheckAt === undefined && whole.tags.length > 0 ? now : whole.tagsCheckAt,
    grams: friend.grams ?? gramsOf({ ...whole, attributes }, isSensitive),
  };
  const changed = Object.entries(filled).filter(
    ([name, value]) => JSON.stringify(friend[name as keyof Friend]) !== JSON.stringify(value),
  );
  return changed.length === 0 ? null : Object.fromEntries(changed);
}

/** A tag as the first version stored it: with a half-life or none, valid from the latest application. */
interface FirstTag {
  halfLifeDays?: number | null;
}

function fillTag(tag: FriendTag, now: Date): FriendTag {
  const { halfLifeDays, ...kept } = tag as FriendTag & FirstTag;
  if ((tag as Partial<FriendTag>).fading) return tag;
  const { expiresAt } = tag;
  return {
    ...kept,
    fading: halfLifeDays ? { kind: 'halfLife', days: halfLifeDays } : { kind: 'none' },
    z: null,
    gains: null,
    since: tag.firstAt,
    activeUntil: expiresAt,
    endsBy: expiresAt ? 'expiry' : null,
    // What ended under the earlier version is no news.
    isEndAnnounced: expiresAt !== null && expiresAt <= now,
    source: { kind: 'unknown', id: '' },
    changedAt: tag.lastAt,
    guard: null,
    paused: null,
    spent: [],
  };
}
