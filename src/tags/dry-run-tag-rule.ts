import { scanActivities } from '../activity/index.js';
import type { Context } from '../context.js';
import { InvalidInputError } from '../errors.js';
import { countFriends, findFriendsById, listFriends } from '../friends/index.js';
import { assertNever } from '../shared/assert-never.js';
import { matchTagRules, type Happening, type TagRule } from './core/rules.js';
import { requireTag } from './rule-changes.js';
import type { DryRunInput } from './schemas.js';

const DAYS_MAX = 90;
const DAY_MS = 24 * 3600 * 1000;
const LOOKED_MAX = 100_000;
const SAMPLES = 10;

interface Tried {
  friends: number;
  applications: number;
  samples: { friendId: string; displayName: string | null; applications: number; lastAt: Date }[];
  since: Date;
  /** Activities that were looked at. */
  looked: number;
  /** There were more than can be looked at; only the newest were. */
  isCut: boolean;
  reading: string;
}

/** What a rule would have done over past activity. Cooldowns and caps of the tag are left out of account. */
export async function dryRunTagRule(
  ctx: Pick<Context, 'clock'>,
  channelId: string,
  { rule, since }: DryRunInput,
): Promise<Tried> {
  const now = ctx.clock.now();
  if (since.getTime() < now.getTime() - DAYS_MAX * DAY_MS || since >= now)
    throw new InvalidInputError(
      'invalid_input',
      `since is ${since.toISOString()}; it must lie within the last ${DAYS_MAX} days.`,
    );
  await requireTag(channelId, rule.tagId);
  return rule.when.kind === 'friendPath' ? tryPaths(channelId, rule.when, since) : tryActivity(channelId, rule, since);
}

async function tryActivity(channelId: string, rule: TagRule, since: Date): Promise<Tried> {
  const byFriend = new Map<string, { applications: number; lastAt: Date }>();
  let looked = 0;
  for await (const { friendId, at, content, data } of scanActivities(
    { channelId, kind: kindOf(rule), since },
    LOOKED_MAX + 1,
  )) {
    looked += 1;
    if (looked > LOOKED_MAX) break;
    if (friendId === null || matchTagRules([rule], happeningOf(rule, content, data)).length === 0) continue;
    const known = byFriend.get(friendId);
    byFriend.set(friendId, { applications: (known?.applications ?? 0) + 1, lastAt: known?.lastAt ?? at });
  }
  const sampled = [...byFriend].slice(0, SAMPLES);
  const friends = await findFriendsById(sampled.map(([friendId]) => friendId));
  const applications = [...byFriend.values()].reduce((sum, one) => sum + one.applications, 0);
  const isCut = looked > LOOKED_MAX;
  return {
    friends: byFriend.size,
    applications,
    samples: sampled.map(([friendId, one]) => ({
      friendId,
      displayName: friends.get(friendId)?.profile?.displayName ?? null,
      ...one,
    })),
    since,
    looked: Math.min(looked, LOOKED_MAX),
    isCut,
    reading: readingOf(byFriend.size, applications, isCut),
  };
}

async function tryPaths(channelId: string, { linkIds }: { linkIds: string[] }, since: Date): Promise<Tried> {
  const filter = {
    channelId,
    'friendPath.at': { $gte: since },
    ...(linkIds.length > 0 ? { 'friendPath.id': { $in: linkIds } } : {}),
  };
  const [count, friends] = await Promise.all([countFriends(filter), listFriends(filter, { limit: SAMPLES })]);
  return {
    friends: count,
    applications: count,
    samples: friends.map(({ _id, profile, friendPath }) => ({
      friendId: _id,
      displayName: profile?.displayName ?? null,
      applications: 1,
      lastAt: friendPath?.at ?? since,
    })),
    since,
    looked: count,
    isCut: false,
    reading: readingOf(count, count, false),
  };
}

function kindOf({ when }: TagRule): string {
  switch (when.kind) {
    case 'keyword':
      return 'message.received';
    case 'postback':
      return 'postback.tapped';
    case 'friendPath':
      return 'friend.followed';
    case 'activity':
      return when.activityKind;
    default:
      return assertNever(when);
  }
}

function happeningOf(
  { when }: TagRule,
  content: Record<string, unknown> | null,
  data: Record<string, unknown>,
): Happening {
  if (when.kind === 'keyword') return { kind: 'text', text: textOf(content?.['text']) };
  if (when.kind === 'postback') return { kind: 'postback', data: textOf(data['data']) };
  return { kind: 'activity', activityKind: when.kind === 'activity' ? when.activityKind : '' };
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : '');

const counted = new Intl.NumberFormat('en');
const readingOf = (friends: number, applications: number, isCut: boolean) =>
  `Would have tagged ${counted.format(friends)} friends, ${counted.format(applications)} times${isCut ? `, among the newest ${counted.format(LOOKED_MAX)} activities; there were more` : ''}.`;
