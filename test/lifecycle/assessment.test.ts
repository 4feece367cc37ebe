import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ActivityModel } from '../../src/activity/activity.model.js';
import { FriendModel, type FriendDocument } from '../../src/friends/friend.model.js';
import { newFriend, NO_ORDERS } from '../../src/friends/core/friend.js';
import { newId } from '../../src/infra/ids.js';
import { assessFriend } from '../../src/lifecycle/assess-friends.js';
import { HealthPointModel } from '../../src/lifecycle/health-point.model.js';
import { RfmThresholdsModel } from '../../src/lifecycle/rfm.model.js';
import { buildApp, CHANNEL_ID, type TestApp } from '../support/build-app.js';
import { eventually } from '../support/eventually.js';
import { aFriend } from '../support/factories.js';

let product: TestApp;
beforeAll(async () => {
  product = await buildApp();
});
afterAll(() => product.close());

const DAY_MS = 24 * 3_600_000;
const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS);
const stored = async (friendId: string) => {
  const friend = await FriendModel.findById(friendId).lean();
  if (!friend) throw new Error(`There is no friend ${friendId}.`);
  return friend;
};

/** A friend seen 100 days ago of whom nothing is due. */
const settledFriend = (lineUserId: string): FriendDocument => ({
  ...newFriend({ id: newId(), channelId: CHANNEL_ID, lineUserId, at: daysAgo(100), now: daysAgo(100) }),
  profileDueAt: null,
  segmentsCheckAt: null,
  outbox: [],
});

test('a friend without any event becomes at risk, dormant and lost at the exact instants, each told once', async () => {
  const friend = await aFriend(product);
  for (const [days, name] of [
    [30, 'atRisk'],
    [90, 'dormant'],
    [180, 'lost'],
  ] as const) {
    const lastActiveAt = daysAgo(days);
    await FriendModel.updateOne(
      { _id: friend._id },
      { $set: { lastActiveAt, stageCheckAt: new Date(Date.now() - 1) } },
    );
    await product.app.sweep();
    await eventually(async () =>
      expect((await stored(friend._id)).activityStatus).toEqual({
        name,
        since: new Date(lastActiveAt.getTime() + days * DAY_MS),
      }),
    );
  }
  await eventually(async () => {
    const told = await ActivityModel.find({ friendId: friend._id, kind: 'activityStatus.changed' })
      .sort({ at: 1 })
      .lean();
    expect(told.map(({ data }) => data['to'])).toEqual(['active', 'atRisk', 'dormant', 'lost']);
  });
});

test('a friend who becomes due within seconds is looked at in time, not before', async () => {
  const friend = await aFriend(product);
  const dueAt = Date.now() + 1_500;
  await FriendModel.updateOne(
    { _id: friend._id },
    { $set: { lastActiveAt: new Date(dueAt - 30 * DAY_MS), stageCheckAt: new Date(dueAt) } },
  );
  await product.app.sweep();
  const status = await eventually(async () => {
    const { activityStatus } = await stored(friend._id);
    expect(activityStatus?.name).toBe('atRisk');
    return activityStatus;
  });
  expect(status?.since).toEqual(new Date(dueAt));
});

test('whoever writes again after a long pause has returned, also when nobody looked during it', async () => {
  const friend = await aFriend(product);
  const lastActiveAt = daysAgo(100);
  await FriendModel.updateOne(
    { _id: friend._id },
    { $set: { lastActiveAt, activityStatus: { name: 'active', since: daysAgo(200) } } },
  );
  await product.control.sendText({ channelId: CHANNEL_ID, userId: friend.lineUserId, text: 'Hello again' });
  const status = await eventually(async () => {
    const { activityStatus, idle } = await stored(friend._id);
    expect(activityStatus?.name).toBe('returned');
    expect(idle?.from).toEqual(lastActiveAt);
    expect(activityStatus?.since).toEqual(idle?.to);
    return activityStatus;
  });
  await assessFriend(product.app.ctx, friend._id);
  expect((await stored(friend._id)).activityStatus).toEqual(status);
});

const QUIET_MS = 1_000;

test('looking twice writes once', async () => {
  const friend = await aFriend(product);
  await FriendModel.updateOne({ _id: friend._id }, { $set: { lastActiveAt: daysAgo(40) } });
  await assessFriend(product.app.ctx, friend._id);
  // What follows from the first look, such as another menu, is written by others.
  const once = await eventually(async () => {
    const before = await stored(friend._id);
    await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
    const after = await stored(friend._id);
    expect(after.rev).toBe(before.rev);
    return after;
  });
  await assessFriend(product.app.ctx, friend._id);
  await Promise.all([assessFriend(product.app.ctx, friend._id), assessFriend(product.app.ctx, friend._id)]);
  expect((await stored(friend._id)).rev).toBe(once.rev);
  await assessFriend(product.app.ctx, '01ARZ3NDEKTSV4RRFFQ69G5FAV');
});

test('health is shown with its parts, what is missing, and how it went', async () => {
  const friend = await aFriend(product);
  const recently = new Date(Date.now() - 60_000);
  await FriendModel.updateOne({ _id: friend._id }, { $set: { lastActiveAt: recently, createdAt: daysAgo(60) } });
  await assessFriend(product.app.ctx, friend._id);
  await FriendModel.updateOne({ _id: friend._id }, { $set: { lastActiveAt: daysAgo(30) } });
  for (let twice = 0; twice < 2; twice += 1) await assessFriend(product.app.ctx, friend._id);
  expect(await HealthPointModel.countDocuments({ friendId: friend._id })).toBe(1);
  const { body } = await product.api('GET', `/api/v1/friends/${friend._id}/health`);
  expect(body.health).toMatchObject({ score: 50 });
  expect(body.health.missing).toEqual(expect.arrayContaining(['intensity', 'purchases', 'satisfaction', 'openIssues']));
  expect(body.trend).toHaveLength(30);
  expect(body.trend.at(-1)).toMatchObject({ score: 50 });
});

test('settings move thresholds for everybody, and bad ones are refused by name', async () => {
  const friend = await aFriend(product);
  await FriendModel.updateOne({ _id: friend._id }, { $set: { lastActiveAt: daysAgo(8) } });
  const { body: defaults } = await product.api('GET', '/api/v1/lifecycle/settings');
  const bad = await product.api('PUT', '/api/v1/lifecycle/settings', { ...defaults, atRiskAfterDays: 100 });
  expect(bad).toMatchObject({
    status: 400,
    body: { error: { message: expect.stringContaining('must rise in this order') } },
  });
  const strict = { ...defaults, atRiskAfterDays: 7 };
  const { status, body } = await product.api('PUT', '/api/v1/lifecycle/settings', strict);
  expect(status).toBe(200);
  expect(body.settings).toEqual(strict);
  await eventually(async () => expect((await stored(friend._id)).activityStatus).toMatchObject({ name: 'atRisk' }));
  await product.api('PUT', '/api/v1/lifecycle/settings', defaults);
});

test('customers get scores by fifths; the grid counts each of them once and gives the rule that finds them', async () => {
  const customers = [1, 2, 3, 4, 5].map((count) => ({
    ...settledFriend(`Ucustomer${count}`),
    orders: { ...NO_ORDERS, count, totalMinor: count * 100, currency: 'TWD', lastAt: daysAgo(50 - count) },
  }));
  await FriendModel.collection.insertMany(customers as never);
  await RfmThresholdsModel.updateOne({ _id: CHANNEL_ID }, { $set: { computedAt: daysAgo(1) } });
  await product.app.sweep();
  await eventually(async () => {
    const scores = await Promise.all(customers.map(async ({ _id }) => (await stored(_id)).rfm));
    expect(scores).toEqual([1, 2, 3, 4, 5].map((score) => ({ recency: score, frequency: score, monetary: score })));
  }, 20_000);
  const { body } = await product.api('GET', '/api/v1/lifecycle/rfm');
  expect(body).toMatchObject({ customers: 5 });
  const filled = body.cells.filter(({ friends }: { friends: number }) => friends > 0);
  expect(filled).toHaveLength(5);
  const { body: found } = await product.api('POST', '/api/v1/segments/count', { rule: filled[4].rule });
  expect(found.count).toBe(1);
});

test('many friends who are due at once are all worked off', async () => {
  const due = new Date(Date.now() - 1);
  const many = Array.from({ length: 230 }, (_, index) => ({ ...settledFriend(`Umany${index}`), stageCheckAt: due }));
  await FriendModel.collection.insertMany(many as never);
  await product.app.sweep();
  await eventually(async () =>
    expect(await FriendModel.countDocuments({ lineUserId: /^Umany/, 'activityStatus.name': 'dormant' })).toBe(230),
  );
  expect(await FriendModel.countDocuments({ stageCheckAt: { $lte: new Date() } })).toBe(0);
});
