import type { Context } from '../context.js';
import { changeFriendAndPublish, findFriendDocument, tierChanged, type Friend } from '../friends/index.js';
import { eachLimited } from '../shared/each-limited.js';
import { judgeFriend } from './judge-friend.js';
import { forgetTierProgram, getTierCriteria } from './tier-program.js';

type Needs = Pick<Context, 'clock' | 'publish'>;

const AT_ONCE = 10;

/**
 * Brings a friend's tier to what the program gives now, with what is announced of it; true when something changed. Looking
 * again changes nothing. Nothing for one who is gone or was merged into another.
 */
export async function evaluateTier(ctx: Needs, friendId: string): Promise<boolean> {
  const found = await findFriendDocument(friendId);
  if (!found) return false;
  const criteria = await getCriteriaFor(ctx, found);
  if (!criteria) return false;
  const before = found.rev;
  const { rev } = await changeFriendAndPublish(ctx, friendId, async (friend) => {
    if (friend.mergedInto !== null || (friend.tier?.programVersion ?? 0) > criteria.version) return null;
    const now = ctx.clock.now();
    const { tier, moves, checkAt } = await judgeFriend(criteria, friend, now);
    const known = { tier: friend.tier ?? null, tierCheckAt: friend.tierCheckAt ?? null };
    if (JSON.stringify({ tier, tierCheckAt: checkAt }) === JSON.stringify(known)) return null;
    return {
      set: { tier, tierCheckAt: checkAt },
      announce: moves.map(({ at, ...move }) => tierChanged.of({ ...move, programVersion: criteria.version }, at)),
    };
  });
  return rev !== before;
}

/** The same for a page of friends of one channel; resolves to how many changed. */
export async function evaluateTiers(ctx: Needs, friends: { _id: string }[]): Promise<number> {
  let changed = 0;
  await eachLimited(friends, AT_ONCE, async ({ _id }) => {
    if (await evaluateTier(ctx, _id)) changed += 1;
  });
  return changed;
}

/** Who was moved by a newer program than the one remembered here shows that it was published just now. */
async function getCriteriaFor(ctx: Needs, { channelId, tier }: Friend) {
  const criteria = await getTierCriteria(ctx, channelId);
  if (!tier || tier.programVersion <= (criteria?.version ?? 0)) return criteria;
  forgetTierProgram(channelId);
  return getTierCriteria(ctx, channelId);
}
