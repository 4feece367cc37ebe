import type { Context } from '../context.js';
import { countFriends, explainFriends, type Friend } from '../friends/index.js';
import type { Language } from '../shared/language.js';
import { checkRule } from './check-rule.js';
import { readRule } from './core/read-rule.js';
import type { SegmentRule } from './core/rule.js';
import { countChange, filterIn, sampleFriends, SAMPLES } from './count-segment.js';
import { countExactly, countTotal, EXACT_MAX, marginOf, takeSample } from './estimate.js';
import { indexFor } from './index-for.js';
import { getKnown } from './known.js';

const FUNNEL_MAX = 20;

/** A number of friends, and how far off it may be; 0 when it was counted. */
export interface Counted {
  count: number;
  margin: number;
}

/** What a rule would find, before it is saved. */
export interface SegmentPreview {
  /** The rule in plain language. */
  reading: string;
  /** All friends of the channel. */
  total: number;
  found: Counted;
  /** Friends who are left out only because something is not known of them. */
  unknown: Counted;
  samples: Friend[];
  /** How many are left after each part of an *all*, from the first to the last, and the index that finds the part. */
  funnel: { reading: string; remaining: Counted; index: string | null }[];
  /** What saving this rule for the segment would change. */
  change: { entering: Counted; leaving: Counted };
  /** How it was answered: the indexes of the store's plan, the parts that only reading every friend can answer, the sample. */
  answeredBy: { indexes: string[]; withoutIndex: string[]; sampledFriends: number | null };
}

/** How friends under a filter are counted and shown: all of them, or by a sample of a large channel. */
interface Look {
  count(filter: object): Promise<Counted>;
  list(filter: object): Promise<Friend[]>;
  sampledFriends: number | null;
}

/**
 * Counts, samples and explains a rule; InvalidInputError for what the channel does not have. Over many friends the numbers
 * are estimated from a fixed random sample, so that a preview takes as long for a million friends as for some thousands;
 * what an index answers and few meet is counted to the last friend all the same.
 */
export async function previewSegment(
  ctx: Pick<Context, 'clock' | 'listNames'>,
  channelId: string,
  { rule, segmentId, language }: { rule: SegmentRule; segmentId: string | null; language: Language },
): Promise<SegmentPreview> {
  const known = await getKnown(ctx, channelId, [rule]);
  await checkRule(ctx, channelId, rule, known);
  const now = ctx.clock.now();
  const total = await countTotal(ctx, channelId);
  const look = total <= EXACT_MAX ? LOOK_AT_ALL : await lookAtSample(channelId, total);
  const filter = filterIn(channelId, rule, now, known);
  const parts = 'all' in rule ? rule.all.slice(0, FUNNEL_MAX) : [rule];
  const isWhole = !('all' in rule) || rule.all.length <= FUNNEL_MAX; // then the last part leaves what the rule finds
  const upTo = (length: number) => filterIn(channelId, { all: parts.slice(0, length) }, now, known);
  const [estimate, unmet, samples, indexes, change, ...remaining] = await Promise.all([
    look.count(filter),
    look.count(filterIn(channelId, { not: rule }, now, known)),
    look.list(filter),
    explainFriends(filter),
    countChangeBy(look, filter, segmentId),
    ...parts.slice(0, isWhole ? -1 : parts.length).map((_part, index) => look.count(upTo(index + 1))),
  ]);
  const index = parts.map((part) => indexFor(part, now, known));
  const isIndexed = index.some((name) => name !== null);
  const isWorthCounting = isIndexed && estimate.margin > 0 && estimate.count <= EXACT_MAX;
  const found = isWorthCounting ? { count: await countExactly(ctx, channelId, filter, true), margin: 0 } : estimate;
  const readings = parts.map((part) => readRule(part, known, language));
  return {
    reading: readRule(rule, known, language),
    total,
    found,
    unknown: { count: Math.max(0, total - found.count - unmet.count), margin: found.margin + unmet.margin },
    samples,
    funnel: readings.map((reading, at) => ({
      reading,
      remaining: remaining[at] ?? found,
      index: index[at] ?? null,
    })),
    change: change ?? { entering: found, leaving: { count: 0, margin: 0 } },
    answeredBy: {
      indexes,
      withoutIndex: readings.filter((_reading, at) => index[at] === null),
      sampledFriends: look.sampledFriends,
    },
  };
}

const count = async (filter: object): Promise<Counted> => ({ count: await countFriends(filter), margin: 0 });

const LOOK_AT_ALL: Look = { count, list: (filter) => sampleFriends(filter), sampledFriends: null };

async function lookAtSample(channelId: string, total: number): Promise<Look> {
  const sample = await takeSample(channelId, total);
  return {
    async count(filter) {
      const counted = await sample.count(filter);
      return { count: Math.round(counted * sample.weight), margin: marginOf(counted, sample) };
    },
    list: (filter) => sample.list(filter, SAMPLES),
    sampledFriends: sample.size,
  };
}

/** How many come into a saved segment and go out of it; null for one that is not saved yet. */
async function countChangeBy(
  look: Look,
  filter: object,
  segmentId: string | null,
): Promise<SegmentPreview['change'] | null> {
  if (segmentId === null) return null;
  const { entering, members, staying } = await countChange(look.count, filter, segmentId);
  return {
    entering,
    leaving: { count: Math.max(0, members.count - staying.count), margin: members.margin + staying.margin },
  };
}
