import type { FriendPoints } from './friend-points.js';
import type { FriendTag } from './friend-tag.js';
import type { FriendTier } from './friend-tier.js';
import type { Idle } from './idle.js';
import type { Sends } from './sends.js';

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
  /** Calendar dates stand as `YYYY-MM-DD`. */
  attributes: Record<string, AttributeValue>;
  tags: FriendTag[];
  /** Earliest instant at which a tag ends or loses a level by time alone. */
  tagsCheckAt: Date | null;
  /** Time of the latest entry for a tag that is not on the friend: one that is older must be folded with it. */
  absentTagsAt: Date | null;
  stage: Stage | null;
  /** Earliest instant at which stage, activity status or health may change by time alone. */
  stageCheckAt: Date | null;
  activityStatus: { name: ActivityStatus; since: Date } | null;
  health: Health | null;
  /** Scores from 1 to 5, 5 the best. */
  rfm: { recency: number; frequency: number; monetary: number } | null;
  /** Segments that the friend is in, since when. */
  segments: { id: string; since: Date }[];
  /** Earliest instant at which a segment may be entered or left by time alone. */
  segmentsCheckAt: Date | null;
  /** What the friend did, by kind of activity. The `.` of a kind is written `/`, because paths use the dot. */
  happened: Record<string, Happened>;
  /** Latest sends that count for caps, newest first, at most SENDS_KEPT; absent while the channel has no caps. */
  sent?: Sends;
  /** Latest campaigns that reached the friend, newest first, at most CAMPAIGNS_KEPT; those that do not advertise are service. */
  campaigns: { id: string; acceptedAt: Date; clickedAt: Date | null; isPromotion?: boolean }[];
  /** Latest answer to each survey, newest first, at most SURVEYS_KEPT; a score from 1 to 5 where no scale is named. */
  surveys: { id: string; score: number; at: Date; scale?: { from: number; to: number } }[];
  /** The latest talk with staff. */
  conversation: FriendConversation | null;
  /** What the friend agreed to or refused, by purpose; nothing known for a purpose that is absent. */
  consent: Record<string, { state: 'granted' | 'denied'; at: Date; source: string }>;
  /** Set: nothing that the system starts reaches this friend; they are still served when they ask. */
  blacklisted: { at: Date; reason: string; by: string } | null;
  /** The friend that this one was merged into; such a record only leads there. */
  mergedInto: string | null;
  /** Merges whose facts this record has taken in; absent before the first. */
  merges?: string[];
  /** From 0 to 9999, fixed: decides random shares. */
  dice: number;
  /** The same, independent of the dice: decides who is in the sample that previews look at. */
  lot: number;
  /** Pieces of name, ids and attributes that search finds the friend by. */
  grams: string[];
  membership: { verifiedOwnerAt: Date | null; items: { serial: string; model: string; since: Date }[] };
  /** What their points come to; absent or null for one who never had any. */
  points?: FriendPoints | null;
  /** The VIP tier that they hold; absent or null for none. */
  tier?: FriendTier | null;
  /** Earliest instant at which the tier may change by time alone; absent or null while it does not. */
  tierCheckAt?: Date | null;
  /** Latest tries to prove ownership that failed, newest last, to limit guessing. */
  failedClaimsAt: Date[];
  orders: Orders;
  lastActiveAt: Date | null;
  /** Latest pause of a day or more that an activity ended, also when nobody looked at the friend during it. */
  idle?: Idle | null;
  menu: FriendMenu;
  /** The menu that the friend last switched to by a tab: it is in front of them if no other was linked after it. */
  menuTab?: { lineRichMenuId: string; at: Date } | null;
  /** Earliest instant at which the menu that the rules give may change by time alone. */
  menuCheckAt: Date | null;
  /** LINE message ids unsent lately, so that a message that arrives after its unsend is not kept. */
  unsentMessageIds: string[];
  createdAt: Date;
  /** Counts changes; a write only succeeds on the revision that it decided on. */
  rev: number;
}

export type AttributeValue = string | number | boolean | string[];

export interface Stage {
  name: string;
  since: Date;
  policyVersion: number;
  /** Set by hand: the policy does not move the friend until then; `until` null for good. */
  lock: { by: string; reason: string; until: Date | null } | null;
  /** Left for its age, and closed until its entry rule has once not held. */
  agedOutOf?: string | null;
  /** Set once listeners were told that the friend is here for longer than the stage's maximum age. */
  isOverdueAnnounced?: boolean;
}

/** How lately a friend was active, beside the stage. */
export const ACTIVITY_STATUSES = ['active', 'atRisk', 'dormant', 'lost', 'returned'] as const;
export type ActivityStatus = (typeof ACTIVITY_STATUSES)[number];

/** Who has the turn in a talk with staff: they, the bot, nobody until later, nobody any more. */
export const CONVERSATION_STATES = ['open', 'pending', 'snoozed', 'resolved'] as const;
export type ConversationState = (typeof CONVERSATION_STATES)[number];

/** What the friend's record shows of their latest conversation; never older than `rev` of it. */
export interface FriendConversation {
  id: string;
  state: ConversationState;
  since: Date;
  /** Since when a person has the chat and the bot is silent; null while the bot may speak. */
  heldSince: Date | null;
  rev: number;
}

/** From 0 to 100, with what it is made of. */
export interface Health {
  score: number;
  /** Each part from 0 to 100, with its share of the whole; null where nothing is known. */
  parts: { name: string; score: number | null; weight: number }[];
  at: Date;
}

/** What happened of one kind: lifetime count, first, last, and the latest instants, newest first, at most RECENT_KEPT. */
export interface Happened {
  count: number;
  firstAt: Date;
  lastAt: Date;
  recent: Date[];
}
export const RECENT_KEPT = 50;
export const CAMPAIGNS_KEPT = 100;
export const SURVEYS_KEPT = 20;

/** Totals over the orders of a friend; refunds are taken off. Amounts in the currency's minor unit. */
export interface Orders {
  count: number;
  totalMinor: number;
  refundedMinor: number;
  currency: string | null;
  firstAt: Date | null;
  lastAt: Date | null;
  lastMinor: number | null;
  /** What was bought, by SKU, most recent first, at most PRODUCTS_KEPT. */
  products: string[];
}
export const PRODUCTS_KEPT = 200;

/** The rich menu that the rules want for a friend and the one that LINE was last told to link. */
export interface FriendMenu {
  desired: { name: string; language: string; rule: string; at: Date } | null;
  linked: { name: string; language: string; lineRichMenuId: string; at: Date } | null;
  /** Set while LINE is to be told what is desired, from this instant on. */
  owedAt: Date | null;
  /**
   * The latest call to LINE that may take effect later than others: which menu it links, and until when it may; null
   * while it is not known how it ended.
   */
  told?: { menu: { name: string; language: string } | null; until: Date | null } | null;
  /** Why LINE refuses to link a menu to this friend; gone with the next desired menu. */
  problem?: { reason: string; at: Date } | null;
}

export const NO_ORDERS: Orders = {
  count: 0,
  totalMinor: 0,
  refundedMinor: 0,
  currency: null,
  firstAt: null,
  lastAt: null,
  lastMinor: null,
  products: [],
};

/** Dice and lots go from 0 to one below this. */
export const DICE_SIDES = 10_000;

/** The lot of a friend with this id. */
export const lotOf = (friendId: string): number => diceOf(`lot of ${friendId}`);

/** A number from 0 to 9999 that only depends on the text (FNV-1a, 32 bits). */
export function diceOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return hash % DICE_SIDES;
}

/** A friend as first seen, by a follow or by a message. */
export function newFriend(given: { id: string; channelId: string; lineUserId: string; at: Date; now: Date }): Friend {
  // What segment rules ask most stands first: a store looks for a field from the beginning of a record.
  return {
    _id: given.id,
    channelId: given.channelId,
    mergedInto: null,
    dice: diceOf(given.id),
    lot: lotOf(given.id),
    standing: 'following',
    stage: null,
    activityStatus: null,
    orders: NO_ORDERS,
    segments: [],
    tags: [],
    friendPath: null,
    membership: { verifiedOwnerAt: null, items: [] },
    lastActiveAt: null,
    followedAt: null,
    health: null,
    rfm: null,
    profile: null,
    attributes: {},
    campaigns: [],
    surveys: [],
    conversation: null,
    consent: {},
    blacklisted: null,
    happened: {},
    lineUserId: given.lineUserId,
    standingAt: null,
    blockedAt: null,
    profileFetchedAt: null,
    profileDueAt: given.now,
    tagsCheckAt: null,
    absentTagsAt: null,
    stageCheckAt: null,
    segmentsCheckAt: given.now,
    grams: [],
    failedClaimsAt: [],
    menu: { desired: null, linked: null, owedAt: null },
    menuCheckAt: null,
    unsentMessageIds: [],
    createdAt: given.at,
    rev: 0,
  };
}
