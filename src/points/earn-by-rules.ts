import { listActivities } from '../activity/index.js';
import { addDays, atLocalTime, localDayOf } from '../shared/local-day.js';
import type { Needs } from './append-entry.js';
import { counts, owedForRefunds, pointsForAmount, withinDailyMax } from './core/rules.js';
import { appendEntry } from './append-entry.js';
import { earnDecided } from './earn-points.js';
import { getPointRules } from './point-rules.js';
import { getChannelZone } from './point-settings.js';
import { PointEntryModel, type PointEntry, type StoredPointRule } from './point.model.js';
import type { Owner } from './read-account.js';
import { takenBackOf, taking } from './reverse-entry.js';
import { entryIdOf } from './write-entry.js';

/** Gives a friend what the channel's rules give for an activity. */
export async function earnForActivity(
  ctx: Needs,
  friend: Owner,
  { activityId, kind, at }: { activityId: string; kind: string; at: Date },
): Promise<void> {
  for (const rule of await getPointRules(ctx, friend.channelId)) {
    const { when } = rule;
    if (when.kind === 'activity' && when.activityKind === kind && counts(rule, at))
      await give(ctx, friend, rule, { about: `activity/${activityId}`, points: when.points, at });
  }
}

interface Gift {
  /** What it is given for; the same is given for once by each rule. */
  about: string;
  points: number;
  at: Date;
  rate?: { points: number; perMinor: number };
}

async function give(
  ctx: Needs,
  friend: Owner,
  rule: StoredPointRule,
  { about, points, at, rate }: Gift,
): Promise<void> {
  const { _id: id, name, dailyMax, channelId } = rule;
  const zone = await getChannelZone(ctx, channelId);
  const source = { kind: 'rule' as const, id, name, about, ...(rate ? { rate } : {}) };
  await earnDecided(ctx, friend, { cause: `${about}/${id}`, reason: name, source, at }, async () =>
    withinDailyMax(points, dailyMax, dailyMax === null ? 0 : await givenOnDay(friend._id, id, at, zone)),
  );
}

async function givenOnDay(friendId: string, ruleId: string, at: Date, zone: string): Promise<number> {
  const day = localDayOf(at, zone);
  const given = await PointEntryModel.find(
    {
      friendId,
      'source.kind': 'rule',
      at: { $gte: atLocalTime(day, '00:00', zone), $lt: atLocalTime(addDays(day, 1), '00:00', zone) },
      'source.id': ruleId,
      op: 'earn',
    },
    { points: 1 },
  ).lean();
  return given.reduce((sum, entry) => sum + entry.points, 0);
}

/** Orders of a friend that are looked at each time; the shop tells the newest first. */
const ORDERS_MAX = 500;

interface PlacedOrder {
  activityId: string;
  at: Date;
  totalMinor: number;
  currency: string;
  refundedMinor: number;
}

/** Gives a friend what the rules give for orders that have not given yet, and takes back what refunds undid. */
export async function earnForOrders(ctx: Needs, friend: Owner): Promise<void> {
  const rules = (await getPointRules(ctx, friend.channelId)).filter(({ when }) => when.kind === 'order');
  const orders = await listOrders(friend._id);
  const given = await PointEntryModel.find({
    'source.about': { $in: orders.map(({ activityId }) => aboutOrder(activityId)) },
    op: 'earn',
  }).lean();
  const known = new Set(given.map(({ _id }) => _id));
  for (const order of orders) {
    for (const rule of rules) {
      const { when } = rule;
      const about = aboutOrder(order.activityId);
      if (when.kind !== 'order' || when.currency !== order.currency || !counts(rule, order.at)) continue;
      if (known.has(entryIdOf(friend.channelId, `${about}/${rule._id}`))) continue;
      const rate = { points: when.points, perMinor: when.perMinor };
      const points = pointsForAmount(rate, order.totalMinor - order.refundedMinor);
      await give(ctx, friend, rule, { about, points, at: order.at, rate });
    }
  }
  const refunded = new Map(
    orders.flatMap((order) => (order.refundedMinor > 0 ? [[aboutOrder(order.activityId), order]] : [])),
  );
  for (const entry of given) {
    const order = entry.source.kind === 'rule' ? refunded.get(entry.source.about) : undefined;
    if (order) await takeBack(ctx, friend, entry, order);
  }
}

const aboutOrder = (activityId: string) => `order/${activityId}`;

/** A friend's latest orders, with what was refunded of each. */
async function listOrders(friendId: string): Promise<PlacedOrder[]> {
  const found = await listActivities(friendId, { kinds: ['order.placed', 'order.refunded'], limit: ORDERS_MAX });
  const refundedMinor = new Map<string, number>();
  for (const { _id, kind, data } of found) {
    if (kind !== 'order.refunded') continue;
    const activityId = `order/${_id.slice('refund/'.length, -(String(data['externalId']).length + 1))}`;
    refundedMinor.set(activityId, (refundedMinor.get(activityId) ?? 0) + Number(data['amountMinor']));
  }
  return found
    .filter(({ kind }) => kind === 'order.placed')
    .map(({ _id: activityId, at, data }) => ({
      activityId,
      at,
      totalMinor: Number(data['totalMinor']),
      currency: String(data['currency']),
      refundedMinor: refundedMinor.get(activityId) ?? 0,
    }))
    .toReversed();
}

async function takeBack(ctx: Needs, friend: Owner, entry: PointEntry, order: PlacedOrder): Promise<void> {
  const { _id: reverses, source } = entry;
  if (source.kind !== 'rule' || !source.rate) return;
  const { rate } = source;
  await appendEntry(ctx, friend, `refunds/${reverses}/${order.refundedMinor}`, async (account) => {
    const owed = owedForRefunds(entry.points, await takenBackOf(reverses), rate, order);
    if (owed === 0) return null;
    const now = ctx.clock.now();
    const base = { op: 'reverse' as const, reason: 'order refunded', at: now, reverses };
    return { ...base, source: { kind: 'refund', id: order.activityId }, ...taking(account, entry, owed, now) };
  });
}
