import {
  CAMPAIGNS_KEPT,
  RECENT_KEPT,
  SURVEYS_KEPT,
  type AttributeValue,
  type Friend,
  type Happened,
} from './friend.js';

/** What a merge joins in the kept friend's record. Tags and orders follow from their ledgers. */
export type Joined = Pick<
  Friend,
  | 'attributes'
  | 'consent'
  | 'blacklisted'
  | 'followedAt'
  | 'createdAt'
  | 'lastActiveAt'
  | 'friendPath'
  | 'profile'
  | 'happened'
  | 'campaigns'
  | 'surveys'
  | 'conversation'
  | 'membership'
>;

/** The joined part of a friend's record. */
export function joinedPartOf(friend: Friend): Joined {
  const { attributes, consent, blacklisted, followedAt, createdAt, lastActiveAt, friendPath, profile } = friend;
  const { happened, campaigns, surveys, conversation, membership } = friend;
  return {
    attributes,
    consent,
    blacklisted,
    followedAt,
    createdAt,
    lastActiveAt,
    friendPath,
    profile,
    happened,
    campaigns,
    surveys,
    conversation,
    membership,
  };
}

/** Two records as one: of what contradicts, the kept friend's counts; of consent, what was said last. */
export function joinFriends(kept: Joined, absorbed: Joined): Joined {
  return {
    attributes: { ...absorbed.attributes, ...kept.attributes },
    consent: joinConsent(kept.consent, absorbed.consent),
    blacklisted: kept.blacklisted ?? absorbed.blacklisted,
    followedAt: earliest(kept.followedAt, absorbed.followedAt),
    createdAt: earliest(kept.createdAt, absorbed.createdAt) ?? kept.createdAt,
    lastActiveAt: latest(kept.lastActiveAt, absorbed.lastActiveAt),
    friendPath: kept.friendPath ?? absorbed.friendPath,
    profile: kept.profile ?? absorbed.profile,
    happened: joinHappened(kept.happened, absorbed.happened),
    campaigns: joinCampaigns(kept.campaigns, absorbed.campaigns),
    surveys: newestById(kept.surveys, absorbed.surveys, ({ at }) => at, SURVEYS_KEPT),
    conversation: ongoing(kept.conversation, absorbed.conversation),
    membership: joinMembership(kept.membership, absorbed.membership),
  };
}

/** The conversation that is not resolved; of equals, the kept friend's. */
const ongoing = (kept: Friend['conversation'], absorbed: Friend['conversation']): Friend['conversation'] =>
  [kept, absorbed].find((one) => one && one.state !== 'resolved') ?? kept ?? absorbed;

/** Attributes on which two friends differ, with what is kept and what is lost. */
export function attributeConflicts(
  kept: Friend['attributes'],
  absorbed: Friend['attributes'],
): { name: string; kept: AttributeValue; lost: AttributeValue }[] {
  return Object.entries(absorbed).flatMap(([name, lost]) => {
    const value = kept[name];
    return value === undefined || isSame(value, lost) ? [] : [{ name, kept: value, lost }];
  });
}

/**
 * The record after a merge is taken back: what still is as the merge left it becomes what it was before; what changed since
 * stays, attribute by attribute and purpose by purpose.
 */
export function partFriends(current: Joined, before: Joined, joined: Joined): Joined {
  const parted: Record<string, unknown> = { ...current };
  for (const key of Object.keys(current) as (keyof Joined)[]) {
    if (isSame(current[key], joined[key])) parted[key] = before[key];
  }
  return {
    ...(parted as unknown as Joined),
    attributes: partRecord(current.attributes, before.attributes, joined.attributes),
    consent: partRecord(current.consent, before.consent, joined.consent),
    happened: partRecord(current.happened, before.happened, joined.happened),
  };
}

function partRecord<Value>(
  current: Record<string, Value>,
  before: Record<string, Value>,
  joined: Record<string, Value>,
): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(current).flatMap(([key, value]) => {
      if (!isSame(value, joined[key])) return [[key, value]];
      const earlier = before[key];
      return earlier === undefined ? [] : [[key, earlier]];
    }),
  );
}

function joinConsent(kept: Friend['consent'], absorbed: Friend['consent']): Friend['consent'] {
  const joined = { ...absorbed, ...kept };
  for (const [purpose, given] of Object.entries(absorbed)) {
    const known = kept[purpose];
    if (known && given.at > known.at) joined[purpose] = given;
  }
  return joined;
}

function joinHappened(kept: Friend['happened'], absorbed: Friend['happened']): Friend['happened'] {
  const joined: Record<string, Happened> = { ...absorbed, ...kept };
  for (const [kind, other] of Object.entries(absorbed)) {
    const own = kept[kind];
    if (!own) continue;
    joined[kind] = {
      count: own.count + other.count,
      firstAt: own.firstAt < other.firstAt ? own.firstAt : other.firstAt,
      lastAt: own.lastAt > other.lastAt ? own.lastAt : other.lastAt,
      recent: [...own.recent, ...other.recent].toSorted((a, b) => b.getTime() - a.getTime()).slice(0, RECENT_KEPT),
    };
  }
  return joined;
}

/** Of a campaign that reached both, the first click of either counts. */
function joinCampaigns(kept: Friend['campaigns'], absorbed: Friend['campaigns']): Friend['campaigns'] {
  const clickedAt = new Map<string, Date | null>();
  for (const { id, clickedAt: at } of [...kept, ...absorbed])
    clickedAt.set(id, earliest(clickedAt.get(id) ?? null, at));
  return newestById(kept, absorbed, ({ acceptedAt }) => acceptedAt, CAMPAIGNS_KEPT).map((campaign) => ({
    ...campaign,
    clickedAt: clickedAt.get(campaign.id) ?? null,
  }));
}

function joinMembership(kept: Friend['membership'], absorbed: Friend['membership']): Friend['membership'] {
  const serials = new Set(kept.items.map(({ serial }) => serial));
  return {
    verifiedOwnerAt: earliest(kept.verifiedOwnerAt, absorbed.verifiedOwnerAt),
    items: [...kept.items, ...absorbed.items.filter(({ serial }) => !serials.has(serial))],
  };
}

/** Of two lists, newest first: one entry per id, the newer one. */
function newestById<Item extends { id: string }>(
  kept: Item[],
  absorbed: Item[],
  at: (item: Item) => Date,
  max: number,
): Item[] {
  const newest = [...kept, ...absorbed].toSorted((a, b) => at(b).getTime() - at(a).getTime());
  const seen = new Set<string>();
  return newest.filter(({ id }) => !seen.has(id) && seen.add(id)).slice(0, max);
}

const earliest = (one: Date | null, other: Date | null) =>
  one && other ? (one < other ? one : other) : (one ?? other);
const latest = (one: Date | null, other: Date | null) => (one && other ? (one > other ? one : other) : (one ?? other));
const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
