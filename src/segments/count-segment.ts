import type { Context } from '../context.js';
import { countFriends, listFriends, SAMPLE_INDEX, type Friend } from '../friends/index.js';
import type { Known } from './core/known.js';
import type { SegmentRule } from './core/rule.js';
import { toFilter } from './core/to-filter.js';
import { countExactly, countTotal, EXACT_MAX, takeSample } from './estimate.js';
import { indexFor } from './index-for.js';
import { getKnownNow } from './known.js';

type Needs = Pick<Context, 'clock'>;

/**
 * The MongoDB filter for the friends of one channel who meet a rule now, also a rule over a segment that was saved a moment
 * ago and still looks at all friends.
 */
export async function segmentFilter(ctx: Needs, channelId: string, rule: SegmentRule): Promise<object> {
  return filterIn(channelId, rule, ctx.clock.now(), await getKnownNow(ctx, channelId, [rule]));
}

/** The same with what is known given. Records merged into others are left out; the rule cannot reach into another channel. */
export const filterIn = (channelId: string, rule: SegmentRule, now: Date, known: Known): object => ({
  channelId,
  mergedInto: null,
  $and: [toFilter(rule, now, known)],
});

/** Friends shown with a count. */
export const SAMPLES = 10;

/** How many friends meet a rule now, with a few of them. */
export async function countSegment(
  ctx: Needs,
  channelId: string,
  rule: SegmentRule,
): Promise<{ count: number; samples: Friend[] }> {
  const known = await getKnownNow(ctx, channelId, [rule]);
  const now = ctx.clock.now();
  const filter = filterIn(channelId, rule, now, known);
  const isNarrow = indexFor(rule, now, known) !== null;
  const [count, samples] = await Promise.all([
    countExactly(ctx, channelId, filter, isNarrow),
    sampleFriends(filter, isNarrow ? undefined : SAMPLE_INDEX),
  ]);
  return { count, samples };
}

/** About how many friends meet a rule now: to the last in a small channel, by a sample of 5,000 in a large one. */
export async function estimateSegment(ctx: Needs, channelId: string, rule: SegmentRule): Promise<number> {
  const filter = await segmentFilter(ctx, channelId, rule);
  const total = await countTotal(ctx, channelId);
  if (total <= EXACT_MAX) return countFriends(filter);
  const sample = await takeSample(channelId, total);
  return Math.round((await sample.count(filter)) * sample.weight);
}

/** A few friends under a filter, whichever are found first; `index` names the one to go by. */
export const sampleFriends = (filter: object, index?: string): Promise<Friend[]> =>
  listFriends(filter, { limit: SAMPLES, isOrdered: false, ...(index === undefined ? {} : { index }) });

/** Members who come in and go out when a segment is given another filter, as `count` counts them. A new one has nobody yet. */
export async function countChange<Counted>(
  count: (filter: object) => Promise<Counted>,
  filter: object,
  segmentId: string,
): Promise<{ entering: Counted; members: Counted; staying: Counted }> {
  const { channelId } = filter as { channelId: string };
  const member = { channelId, 'segments.id': segmentId };
  const [entering, members, staying] = await Promise.all([
    count({ channelId, $and: [filter, { 'segments.id': { $ne: segmentId } }] }),
    count(member),
    count({ channelId, $and: [filter, member] }),
  ]);
  return { entering, members, staying };
}
