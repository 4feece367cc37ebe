import { decayKey, linearKey, type Fading, type FriendTag } from '../../src/friends/core/friend-tag.js';
import { newFriend, type Friend } from '../../src/friends/core/friend.js';

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/** A Sunday morning in Taipei; tests count from here. */
export const START = new Date('2026-03-01T02:00:00Z');

export const after = (ms: number, from = START) => new Date(from.getTime() + ms);
export const daysAfter = (days: number, from = START) => after(days * DAY_MS, from);
export const hoursAfter = (hours: number, from = START) => after(hours * HOUR_MS, from);

/** Half-life fading of so many days. */
export const halfLife = (days: number): Fading => ({ kind: 'halfLife', days });

/** A friend who was seen at START and of whom nothing else is known. */
export function aFriend(changes: Partial<Friend> = {}): Friend {
  const seen = { id: '01FRIEND', channelId: '1000000001', lineUserId: `U${'1'.repeat(32)}`, at: START, now: START };
  return { ...newFriend(seen), ...changes };
}

/** A tag applied once at START with weight 1, that neither fades nor expires; keys and end follow from the rest. */
export function aTag(changes: Partial<Omit<FriendTag, 'k' | 'z'>> = {}): FriendTag {
  const { vAt = START } = changes;
  const tag = {
    tagId: 'test-drive-intent',
    v: 1,
    vAt,
    fading: { kind: 'none' } as Fading,
    gains: null,
    level: null,
    since: vAt,
    firstAt: vAt,
    lastAt: vAt,
    count: 1,
    expiresAt: null as Date | null,
    isEndAnnounced: false,
    source: { kind: 'rule', id: 'rule' },
    changedAt: vAt,
    guard: null,
    paused: null,
    spent: [],
    ...changes,
  };
  return {
    ...tag,
    k: decayKey(tag.v, tag.vAt, tag.fading),
    z: linearKey(tag.v, tag.vAt, tag.fading),
    activeUntil: changes.activeUntil ?? tag.expiresAt,
    endsBy: changes.endsBy ?? (tag.expiresAt && 'expiry'),
  };
}

export const aProfile = (language: string | null, displayName = 'Weekend rider') => ({
  displayName,
  pictureUrl: null,
  language,
  statusMessage: null,
});
