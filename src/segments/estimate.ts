import type { Context } from '../context.js';
import { DICE_SIDES } from '../friends/core/friend.js';
import { countFriends, countFriendsInParts, listFriends, SAMPLE_INDEX, type Friend } from '../friends/index.js';
import { remembered } from '../infra/remembered.js';

/** Up to this many friends every count is exact: the store reads them all in a few hundredths of a second. */
export const EXACT_MAX = 20_000;
const SAMPLE = 5_000; // a share of one half is then off by 1.4 % of all friends, nineteen times out of twenty
const TOTAL_FRESH_MS = 30_000;

const totals = remembered<number>(TOTAL_FRESH_MS, (channelId) => countFriends({ channelId, mergedInto: null }));

/** Friends of a channel; of a large one as of half a minute ago. */
export async function countTotal(ctx: Pick<Context, 'clock'>, channelId: string): Promise<number> {
  const known = await totals.get(ctx.clock, channelId);
  if (known > EXACT_MAX) return known;
  totals.forget(channelId);
  return totals.get(ctx.clock, channelId);
}

/** Counts friends of a channel to the last; `isNarrow` says that an index finds few candidates. */
export async function countExactly(
  ctx: Pick<Context, 'clock'>,
  channelId: string,
  filter: object,
  isNarrow: boolean,
): Promise<number> {
  if ((await countTotal(ctx, channelId)) <= EXACT_MAX) return countFriends(filter);
  return countFriendsInParts(filter, isNarrow ? undefined : SAMPLE_INDEX);
}

/** A fixed random part of a channel's friends, in which rules are tried. */
export interface Sample {
  size: number;
  /** How many friends of the channel one friend of the sample stands for. */
  weight: number;
  count(filter: object): Promise<number>;
  list(filter: object, limit: number): Promise<Friend[]>;
}

/** The sample of a channel with this many friends: those whose lots are below a bound that gives some 5,000. */
export async function takeSample(channelId: string, total: number): Promise<Sample> {
  const sides = Math.max(1, Math.round((SAMPLE / total) * DICE_SIDES));
  const within = (filter: object) => ({ lot: { $lt: sides }, ...filter });
  const count = (filter: object) => countFriends(within(filter), SAMPLE_INDEX);
  const size = await count({ channelId, mergedInto: null });
  return {
    size,
    weight: size === 0 ? 0 : total / size,
    count,
    list: (filter, limit) => listFriends(within(filter), { limit, index: SAMPLE_INDEX }),
  };
}

/** Half the width of the interval in which the true count lies, nineteen times out of twenty. */
export function marginOf(counted: number, { size, weight }: Pick<Sample, 'size' | 'weight'>): number {
  if (size === 0) return 0;
  const share = counted / size;
  // Of a sample that shows none or all, up to three in its size may still be otherwise.
  return Math.ceil(
    Math.max(1.96 * Math.sqrt(share * (1 - share) * size), counted === 0 || counted === size ? 3 : 0) * weight,
  );
}
