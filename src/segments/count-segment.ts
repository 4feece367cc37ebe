import type { Context } from '../context.js';
import { countFriends, listFriends, type Friend } from '../friends/index.js';
import { halfLifeDaysOf } from '../tags/core/state.js';
import { readTagging } from '../tags/index.js';
import type { SegmentRule } from './core/rule.js';
import { toFilter } from './core/to-filter.js';

/** The MongoDB filter for the friends of one channel who meet a rule now. */
export async function segmentFilter(
  ctx: Pick<Context, 'clock'>,
  channelId: string,
  rule: SegmentRule,
): Promise<object> {
  const { tags } = await readTagging(ctx, channelId);
  const halfLives = new Map([...tags].map(([tagId, tag]) => [tagId, halfLifeDaysOf(tag)]));
  return { channelId, ...scoped(toFilter(rule, ctx.clock.now(), halfLives)) };
}

/** A filter whose own `channelId`, if a rule ever names one, cannot reach into another channel. */
const scoped = (filter: object) => ({ $and: [filter] });

const SAMPLES = 10;

/** How many friends meet a rule now, with a few of them. */
export async function countSegment(
  ctx: Pick<Context, 'clock'>,
  channelId: string,
  rule: SegmentRule,
): Promise<{ count: number; samples: Friend[] }> {
  const filter = await segmentFilter(ctx, channelId, rule);
  const [count, samples] = await Promise.all([countFriends(filter), listFriends(filter, { limit: SAMPLES })]);
  return { count, samples };
}
