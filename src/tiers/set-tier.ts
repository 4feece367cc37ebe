import { idOfActor } from '../access/index.js';
import type { Context } from '../context.js';
import { ConflictError, InvalidInputError } from '../errors.js';
import type { FriendTier } from '../friends/core/friend-tier.js';
import { changeFriendAndPublish, getFriendToChange, tierChanged, type Friend } from '../friends/index.js';
import type { TierProgram } from './core/program.js';
import { evaluateTier } from './evaluate-tier.js';
import { judgeFriend } from './judge-friend.js';
import { getTierCriteria } from './tier-program.js';

type Needs = Pick<Context, 'actor' | 'clock' | 'publish'>;

const DAY_MS = 24 * 3600 * 1000;
const DAYS_MAX = 1_830; // five years

/**
 * Puts a friend into a tier by hand, until a time or, with null, for good; then the program decides again. The same call again
 * changes nothing.
 */
export async function setTier(
  ctx: Needs,
  friendId: string,
  { key, reason, until }: { key: string; reason: string; until: Date | null },
): Promise<Friend> {
  const { channelId } = await getFriendToChange(friendId);
  const criteria = await getTierCriteria(ctx, channelId);
  if (!criteria) throw new ConflictError(`Channel ${channelId} has no tier program.`);
  checkKey(criteria.program, key, channelId);
  const now = ctx.clock.now();
  if (until && (until <= now || until.getTime() > now.getTime() + DAYS_MAX * DAY_MS))
    throw new InvalidInputError(
      'invalid_input',
      `until ${until.toISOString()} is not within the next ${DAYS_MAX} days; null is without end.`,
    );
  const by = idOfActor(ctx.actor);
  return changeFriendAndPublish(ctx, friendId, async (friend) => {
    const from = friend.tier?.key ?? null;
    const pinned: FriendTier = {
      key,
      since: friend.tier?.key === key ? friend.tier.since : now,
      until,
      belowAt: null,
      programVersion: criteria.version,
      steps: [],
      override: { by, reason, until },
    };
    const { tier, checkAt, value } = await judgeFriend(criteria, { ...friend, tier: pinned }, now);
    if (JSON.stringify(tier) === JSON.stringify(friend.tier)) return null;
    const change = { from, to: key, why: 'override' as const, value, programVersion: criteria.version };
    return {
      set: { tier, tierCheckAt: checkAt },
      announce: from === key ? [] : [tierChanged.of({ ...change, by, note: reason }, now)],
    };
  });
}

/** Lets the program decide again over a friend whom staff had put into a tier. Nothing when they had not. */
export async function releaseTier(ctx: Needs, friendId: string): Promise<void> {
  await getFriendToChange(friendId);
  const now = ctx.clock.now();
  await changeFriendAndPublish(ctx, friendId, ({ tier }) =>
    tier?.override
      ? { set: { tier: { ...tier, until: now, override: { ...tier.override, until: now } }, tierCheckAt: now } }
      : null,
  );
  await evaluateTier(ctx, friendId);
}

function checkKey({ tiers }: TierProgram, key: string, channelId: string): void {
  if (tiers.some((tier) => tier.key === key)) return;
  const known = tiers.map((tier) => tier.key).join(', ');
  throw new InvalidInputError('invalid_input', `${key} is not a tier of channel ${channelId}; it has ${known}.`);
}
