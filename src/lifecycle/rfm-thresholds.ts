import type { Context } from '../context.js';
import { countFriends, findTotalAt, groupFriends, listFriendDocuments } from '../friends/index.js';
import { withLease } from '../infra/mongo/lease.js';
import { remembered } from '../infra/remembered.js';
import { CUSTOMERS_MIN, fifthPlaces, rfmOf, type RfmThresholds } from './core/rfm.js';
import { RfmThresholdsModel, type ChannelThresholds } from './rfm.model.js';

export const REFRESH_RFM = 'lifecycle.refresh-rfm';

const FRESH_MS = 1_000;
const LEASE_MS = 60_000;
const REFRESHED_EVERY_MS = 24 * 3600 * 1000;
const RETRIED_EVERY_MS = 3600 * 1000; // while there are too few customers
const PAGE = 500;

const thresholds = remembered<RfmThresholds | null>(FRESH_MS, async (channelId) => {
  const found = await RfmThresholdsModel.findById(channelId).lean();
  return found && found.customers >= CUSTOMERS_MIN ? found : null;
});

/** Where the customers of a channel part into fifths; null while they are too few. Remembered for a second. */
export const getThresholds = (ctx: Pick<Context, 'clock'>, channelId: string): Promise<RfmThresholds | null> =>
  thresholds.get(ctx.clock, channelId);

/** The thresholds as stored, however few the customers; null when they were never read. */
export const findThresholds = (channelId: string): Promise<ChannelThresholds | null> =>
  RfmThresholdsModel.findById(channelId).lean();

/**
 * Reads the thresholds off a channel's customers once a day and gives every customer whose scores that changes to `assess`.
 * Goes on where it was when a worker died.
 */
export async function refreshRfm(
  ctx: Pick<Context, 'clock'>,
  channelId: string,
  assess: (friends: Awaited<ReturnType<typeof listFriendDocuments>>) => Promise<unknown>,
): Promise<void> {
  await withLease(ctx.clock, `rfm/${channelId}`, LEASE_MS, async (renew) => {
    const former = await findThresholds(channelId);
    if (!former || isOld(former, ctx.clock.now())) await readThresholds(ctx, channelId);
    thresholds.forget(channelId);
    for (;;) {
      const stored = await findThresholds(channelId);
      if (!stored || stored.scoredUpTo === null || !(await renew())) return;
      const given = stored.customers >= CUSTOMERS_MIN ? stored : null;
      const page = await listFriendDocuments(customersOf(channelId), { afterId: stored.scoredUpTo, limit: PAGE });
      const moved = page.filter(
        (friend) => JSON.stringify(rfmOf(friend, given)) !== JSON.stringify(friend.rfm ?? null),
      );
      if (moved.length > 0) await assess(moved);
      const next = page.length < PAGE ? null : (page.at(-1)?._id ?? null);
      await RfmThresholdsModel.updateOne({ _id: channelId }, { $set: { scoredUpTo: next } });
    }
  });
}

/** Those of these channels whose thresholds are a day old, or whose customers are not all scored. */
export async function listDueForRfm(ctx: Pick<Context, 'clock'>, channelIds: string[]): Promise<string[]> {
  const stored = await RfmThresholdsModel.find({ _id: { $in: channelIds }, scoredUpTo: null }).lean();
  const now = ctx.clock.now();
  const done = new Set(stored.filter((one) => !isOld(one, now)).map(({ _id }) => _id));
  return channelIds.filter((channelId) => !done.has(channelId));
}

const customersOf = (channelId: string) => ({ channelId, mergedInto: null, 'orders.count': { $gte: 1 } });

function isOld({ computedAt, customers }: ChannelThresholds, now: Date): boolean {
  const everyMs = customers < CUSTOMERS_MIN ? RETRIED_EVERY_MS : REFRESHED_EVERY_MS;
  return computedAt.getTime() <= now.getTime() - everyMs;
}

async function readThresholds(ctx: Pick<Context, 'clock'>, channelId: string): Promise<void> {
  const all = customersOf(channelId);
  const customers = await countFriends(all);
  const places = customers === 0 ? [] : fifthPlaces(customers);
  const currencies = customers === 0 ? [] : await groupFriends(all, ['orders.currency']);
  const monetary: Record<string, number[]> = {};
  for (const { values, count } of currencies) {
    const [currency] = values;
    if (typeof currency !== 'string') continue;
    const ofCurrency = { ...all, 'orders.currency': currency };
    monetary[currency] = await readAll(fifthPlaces(count), (place) => findTotalAt(ofCurrency, 'totalMinor', place));
  }
  const stored: Omit<ChannelThresholds, '_id'> = {
    customers,
    recency: await readAll(places, (place) => findTotalAt(all, 'lastAt', place)),
    frequency: await readAll(places, (place) => findTotalAt(all, 'count', place)),
    monetary,
    computedAt: ctx.clock.now(),
    scoredUpTo: '',
  };
  await RfmThresholdsModel.updateOne({ _id: channelId }, { $set: stored }, { upsert: true });
}

async function readAll<Value>(places: number[], read: (place: number) => Promise<Value | null>): Promise<Value[]> {
  const values = await Promise.all(places.map(read));
  return values.flatMap((value) => (value === null ? [] : [value]));
}
