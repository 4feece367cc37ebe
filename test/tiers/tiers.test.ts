import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { ActivityModel } from '../../src/activity/activity.model.js';
import type { Context } from '../../src/context.js';
import { tierAt } from '../../src/friends/core/friend-tier.js';
import { getFriend, settleDueFriends, tierChanged, type Friend } from '../../src/friends/index.js';
import { recordOrder } from '../../src/sales/record-order.js';
import { refundOrder } from '../../src/sales/refund-order.js';
import { evaluateTier, evaluateTiers } from '../../src/tiers/evaluate-tier.js';
import { explainTier } from '../../src/tiers/explain-tier.js';
import { listeners } from '../../src/tiers/listeners.js';
import { publishTierProgram, sweepUnmovedPrograms } from '../../src/tiers/tier-program.js';
import { TierProgramModel } from '../../src/tiers/tier-program.model.js';
import { storeFriend } from '../friends/store-friend.js';
import { announced, contextAt, earn, spend } from '../points/a-ledger.js';
import { buildApp, CHANNEL_ID, type TestApp } from '../support/build-app.js';
import { aProgram, aTier } from './core/a-program.js';

const START = new Date('2026-03-01T02:00:00Z');
const EARNED_LEAVES = '2026-03-30T16:00:00.000Z';
let product: TestApp;

const call = async (method: string, path: string, body?: object) => {
  const answer = await product.api(method, `/api/v1${path}`, body);
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
};
const changes = async (friend: Friend) =>
  (await announced(friend, 'tier.changed')).map(({ from, to, why }: Record<string, unknown>) => [from, to, why]);

let ctx: Context;
let moveTo: (at: Date | string) => void;
let friend: Friend;
beforeAll(async () => {
  product = await buildApp({ roles: ['server'] });
});
afterAll(() => product.close());
beforeEach(async () => {
  ({ ctx, moveTo } = contextAt(product, START));
  await TierProgramModel.deleteMany({});
  await publishTierProgram(ctx, CHANNEL_ID, aProgram());
  friend = await storeFriend();
});

const tier = async () => (await getFriend(friend._id)).tier ?? null;

test('950 points and 60 are gold at once, told once, however many look at the same time', async () => {
  await earn(ctx, friend, 950);
  await evaluateTier(ctx, friend._id);
  await earn(ctx, friend, 60);
  await Promise.all(Array.from({ length: 8 }, () => evaluateTier(ctx, friend._id)));
  expect(await changes(friend)).toEqual([
    [null, 'silver', 'upgrade'],
    ['silver', 'gold', 'upgrade'],
  ]);
  expect(await tier()).toMatchObject({ key: 'gold', until: new Date(EARNED_LEAVES) });
});

test('spending points takes no tier away', async () => {
  await earn(ctx, friend, 1_000);
  await spend(ctx, friend, 900);
  await evaluateTier(ctx, friend._id);
  expect(await tier()).toMatchObject({ key: 'gold' });
});

test('falls on its date: readers are right before the sweep, the sweep tells it once with that time', async () => {
  await earn(ctx, friend, 1_000);
  await evaluateTier(ctx, friend._id);
  moveTo('2026-04-02T00:00:00Z');
  expect(tierAt(await tier(), ctx.clock.now())).toBeUndefined();
  expect((await explainTier(ctx, await getFriend(friend._id))).tier).toBeNull();
  const settle = () =>
    settleDueFriends(ctx, 'tierCheckAt', async (_channelId, friends) => {
      await evaluateTiers(ctx, friends);
    });
  await settle();
  await settle();
  expect(await tier()).toBeNull();
  expect(await changes(friend)).toEqual([
    [null, 'gold', 'upgrade'],
    ['gold', null, 'downgrade'],
  ]);
  expect((await announced(friend, 'tier.changed')).at(-1)).toMatchObject({ at: new Date(EARNED_LEAVES) });
});

test('spending on orders counts net of refunds, in the one currency', async () => {
  await publishTierProgram(ctx, CHANNEL_ID, aProgram({ basis: { kind: 'spend', currency: 'TWD' } }));
  const order = { currency: 'TWD', items: [], orderedAt: START };
  await recordOrder(ctx, friend._id, { ...order, externalId: 'A', totalMinor: 1_200 });
  await recordOrder(ctx, friend._id, { ...order, externalId: 'B', totalMinor: 90_000, currency: 'JPY' });
  await evaluateTier(ctx, friend._id);
  expect(await tier()).toMatchObject({ key: 'gold', programVersion: 2 });
  const refund = { friendId: friend._id, orderExternalId: 'A' };
  await refundOrder(ctx, refund, { externalId: 'R', amountMinor: 600, refundedAt: START });
  await evaluateTier(ctx, friend._id);
  expect(await changes(friend)).toEqual([
    [null, 'gold', 'upgrade'],
    ['gold', 'silver', 'downgrade'],
  ]);
});

test('a friend sees what counts, what is missing and when the tier falls', async () => {
  const benefits = [{ key: 'lounge', names: aTier('lounge', 0).names }];
  await publishTierProgram(
    ctx,
    CHANNEL_ID,
    aProgram({ tiers: [aTier('silver', 500, { benefits }), aTier('gold', 1_000)] }),
  );
  await earn(ctx, friend, 740);
  await evaluateTier(ctx, friend._id);
  expect(await explainTier(ctx, await getFriend(friend._id))).toMatchObject({
    tier: { key: 'silver', threshold: 500, benefits, until: new Date(EARNED_LEAVES), override: null },
    counts: { value: 740, basis: { kind: 'points' }, window: { kind: 'days', days: 30 } },
    next: { key: 'gold', threshold: 1_000, missing: 260 },
    falls: [{ at: new Date(EARNED_LEAVES), to: null }],
  });
});

test('a change is on record as an activity, on the timeline and in the history, once', async () => {
  await earn(ctx, friend, 1_000);
  await evaluateTier(ctx, friend._id);
  const payload = { from: null, to: 'gold', why: 'upgrade' as const, value: 1_000, programVersion: 1 };
  const event = {
    ...tierChanged.of(payload, START),
    id: `${friend._id}:9:0`,
    channelId: CHANNEL_ID,
    friendId: friend._id,
  };
  const record = listeners.find(({ id }) => id === 'tiers.record-change');
  await record?.run(ctx, event);
  await record?.run(ctx, event);
  expect(await ActivityModel.countDocuments({ friendId: friend._id, kind: 'tier.changed' })).toBe(1);
  expect(await announced(friend, 'activity.recorded')).toHaveLength(1);
  expect((await explainTier(ctx, await getFriend(friend._id))).history).toMatchObject([{ to: 'gold', at: START }]);
  const timeline = await call('GET', `/friends/${friend._id}/timeline?kinds=tier.changed`);
  expect(timeline.entries).toMatchObject([{ kind: 'tier.changed', data: { to: 'gold' } }]);
});

test('a program whose friends nobody began to look at is found, and looked at once', async () => {
  const moving = async () => {
    await TierProgramModel.updateMany({}, { $set: { unmovedBy: 'tiers.move/left-behind' } });
    await sweepUnmovedPrograms(ctx);
    const { operations } = await call('GET', '/operations?limit=100');
    return operations.filter(({ kind }: { kind: string }) => kind === 'tiers.move').length;
  };
  const { operations: before } = await call('GET', '/operations?limit=100');
  expect([await moving(), await moving()]).toEqual([before.length + 1, before.length + 1]);
  expect(await TierProgramModel.countDocuments({ unmovedBy: { $ne: null } })).toBe(0);
});
