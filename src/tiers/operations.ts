import { z } from 'zod';
import { defineOperation } from '../edges.js';
import { changeEveryFriend, countFriends, listFriends } from '../friends/index.js';
import { tierAt } from '../friends/core/friend-tier.js';
import { eachLimited } from '../shared/each-limited.js';
import { TierProgram } from './core/program.js';
import { evaluateTiers } from './evaluate-tier.js';
import { judgeFriend } from './judge-friend.js';
import { forgetTierProgram, getTierCriteria, MOVE_TIERS } from './tier-program.js';

export const PREVIEW_TIERS = 'tiers.preview';

const PAGE = 200;
const AT_ONCE = 10;

const pageOf = (channelId: string, cursor: string | null) =>
  listFriends({ channelId, mergedInto: null }, { ...(cursor === null ? {} : { afterId: cursor }), limit: PAGE });
const totalOf = async (channelId: string, cursor: string | null) =>
  cursor === null ? { total: await countFriends({ channelId, mergedInto: null }) } : {};

const moveTiers = defineOperation({
  kind: MOVE_TIERS,
  input: z.object({ version: z.number() }),
  step: (ctx, operation) =>
    changeEveryFriend(operation, {
      page: PAGE,
      forget: () => forgetTierProgram(operation.channelId),
      change: (friends) => evaluateTiers(ctx, friends),
    }),
});

/** How many friends are in each tier, and would be; '' counts those in none. */
interface TierPreview {
  now: Record<string, number>;
  then: Record<string, number>;
  up: number;
  down: number;
}

const previewTiers = defineOperation({
  kind: PREVIEW_TIERS,
  input: TierProgram,
  async step(ctx, { channelId, input, cursor, result, startedAt }) {
    const soFar = cursor === null ? { now: {}, then: {}, up: 0, down: 0 } : (result as unknown as TierPreview);
    const preview: TierPreview = { ...soFar, now: { ...soFar.now }, then: { ...soFar.then } };
    const criteria = await getTierCriteria(ctx, channelId, input);
    const friends = await pageOf(channelId, cursor);
    const present = (await getTierCriteria(ctx, channelId))?.program.tiers ?? [];
    const rank = (tiers: { key: string; threshold: number }[], key: string) =>
      tiers.findIndex((tier) => tier.key === key);
    await eachLimited(friends, AT_ONCE, async (friend) => {
      const now = tierAt(friend.tier, startedAt)?.key ?? NONE;
      const then = (criteria && (await judgeFriend(criteria, friend, startedAt)).tier?.key) ?? NONE;
      preview.now[now] = (preview.now[now] ?? 0) + 1;
      preview.then[then] = (preview.then[then] ?? 0) + 1;
      const change = rank(input.tiers, then) - rank(present, now);
      if (change > 0) preview.up += 1;
      if (change < 0) preview.down += 1;
    });
    return {
      cursor: friends.at(-1)?._id ?? cursor,
      isDone: friends.length < PAGE,
      done: friends.length,
      result: { ...preview },
      ...(await totalOf(channelId, cursor)),
    };
  },
});

const NONE = 'none';

export const operations = [moveTiers, previewTiers];
