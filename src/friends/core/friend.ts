import type { FriendTag } from './friend-tag.js';

/** Following, or has blocked us. A friend who blocked stays on record; sends to them are skipped. */
export type Standing = 'following' | 'blocked';

/** One friend of one channel: a LINE user who added the official account, kept after blocking. */
export interface Friend {
  _id: string;
  channelId: string;
  lineUserId: string;
  standing: Standing;
  /** When LINE said so last; an older follow or unfollow that arrives late changes nothing. Null until one was seen. */
  standingAt: Date | null;
  followedAt: Date | null;
  blockedAt: Date | null;
  /** Where the friend came from: the tracked add link. */
  friendPath: { id: string; name: string; at: Date } | null;
  profile: {
    displayName: string;
    pictureUrl: string | null;
    language: string | null;
    statusMessage: string | null;
  } | null;
  profileFetchedAt: Date | null;
  /** When the profile is fetched next: at once for a new friend, then on a schedule. */
  profileDueAt: Date | null;
  attributes: Record<string, string | number | boolean>;
  tags: FriendTag[];
  stage: { name: string; since: Date; policyVersion: number } | null;
  /** Earliest instant at which the stage may change by time alone. */
  stageCheckAt: Date | null;
  membership: { verifiedOwnerAt: Date | null; items: { serial: string; model: string; since: Date }[] };
  /** Latest tries to prove ownership that failed, newest last, to limit guessing. */
  failedClaimsAt: Date[];
  orders: { count: number; totalMinor: number; currency: string | null; firstAt: Date | null; lastAt: Date | null };
  lastActiveAt: Date | null;
  menu: FriendMenu;
  /** Earliest instant at which the menu that the rules give may change by time alone. */
  menuCheckAt: Date | null;
  /** LINE message ids unsent lately, so that a message that arrives after its unsend is not kept. */
  unsentMessageIds: string[];
  createdAt: Date;
  /** Counts changes; a write only succeeds on the revision that it decided on. */
  rev: number;
}

/** The rich menu that the rules want for a friend and the one that LINE was last told to link. */
export interface FriendMenu {
  desired: { name: string; language: string; rule: string; at: Date } | null;
  linked: { name: string; language: string; lineRichMenuId: string; at: Date } | null;
  /** Set while desired and linked differ and LINE is still to be told. */
  owedAt: Date | null;
}

/** A friend as first seen, by a follow or by a message. */
export function newFriend(given: { id: string; channelId: string; lineUserId: string; at: Date; now: Date }): Friend {
  return {
    _id: given.id,
    channelId: given.channelId,
    lineUserId: given.lineUserId,
    standing: 'following',
    standingAt: null,
    followedAt: null,
    blockedAt: null,
    friendPath: null,
    profile: null,
    profileFetchedAt: null,
    profileDueAt: given.now,
    attributes: {},
    tags: [],
    stage: null,
    stageCheckAt: null,
    membership: { verifiedOwnerAt: null, items: [] },
    failedClaimsAt: [],
    orders: { count: 0, totalMinor: 0, currency: null, firstAt: null, lastAt: null },
    lastActiveAt: null,
    menu: { desired: null, linked: null, owedAt: null },
    menuCheckAt: null,
    unsentMessageIds: [],
    createdAt: given.at,
    rev: 0,
  };
}
