import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ActivityModel } from '../../src/activity/activity.model.js';
import { newFriend, type Friend } from '../../src/friends/core/friend.js';
import { FriendModel } from '../../src/friends/friend.model.js';
import { AnnouncementModel } from '../../src/infra/announcements/announcement.model.js';
import { newId } from '../../src/infra/ids.js';
import { assessFriend } from '../../src/lifecycle/assess-friends.js';
import { DEFAULT_SETTINGS } from '../../src/lifecycle/core/settings.js';
import { LifecycleSettingsModel } from '../../src/lifecycle/settings.model.js';
import { getPolicy } from '../../src/lifecycle/stage-policy.js';
import { StagePolicyModel } from '../../src/lifecycle/stage-policy.model.js';
import { OperationModel } from '../../src/operations/operation.model.js';
import { allHeard } from '../support/announcements.js';
import { buildApp, CHANNEL_ID, type TestApp } from '../support/build-app.js';
import { eventually } from '../support/eventually.js';

let product: TestApp;
beforeAll(async () => {
  product = await buildApp();
  await product.api('POST', '/api/v1/attributes', { name: 'city', label: 'City', type: 'text', about: 'demographic' });
});
afterAll(() => product.close());

/** A friend stored as they are, with whom nothing happens by itself. */
async function store(changes: Partial<Friend> = {}): Promise<string> {
  const now = new Date();
  const id = newId();
  const friend = newFriend({ id, channelId: CHANNEL_ID, lineUserId: `U${id}`, at: now, now });
  const unmoved = { profileDueAt: null, segmentsCheckAt: null, outbox: [] };
  await FriendModel.collection.insertOne({ ...friend, ...unmoved, ...changes } as never);
  return id;
}

const stored = async (friendId: string) => {
  const friend = await FriendModel.findById(friendId).lean();
  if (!friend) throw new Error(`There is no friend ${friendId}.`);
  return friend;
};
const stageOf = async (friendId: string) => (await stored(friendId)).stage;
const movesOf = async (friendId: string) =>
  (await ActivityModel.find({ friendId, kind: 'stage.changed' }).sort({ at: 1 }).lean()).map(({ data }) => data['to']);
const published = async (stages: object[]) => {
  const { status, body } = await product.api('PUT', '/api/v1/stage-policy', { stages });
  expect({ status, body }).toMatchObject({ status: 200 });
  await done(body.operationId);
  return body;
};
const done = (operationId: string) =>
  eventually(async () => expect(await OperationModel.findById(operationId).lean()).toMatchObject({ state: 'done' }));
const friendsByStage = async (): Promise<Record<string, number>> => {
  const { body } = await product.api('GET', '/api/v1/lifecycle/report');
  return Object.fromEntries(body.stages.map((one: { stage: string; friends: number }) => [one.stage, one.friends]));
};
const sum = (counts: Record<string, number>) => Object.values(counts).reduce((total, count) => total + count, 0);

const FIRST = { name: 'acquire', enter: null };
const IN_TAIPEI = { attribute: 'city', is: 'Taipei' };

test('several workers who look at a friend at once make one move of it, told once', async () => {
  await published([FIRST, { name: 'local', enter: IN_TAIPEI }]);
  const friendId = await store({ attributes: { city: 'Taipei' } });
  await Promise.all(Array.from({ length: 6 }, () => assessFriend(product.app.ctx, friendId)));
  expect(await stageOf(friendId)).toMatchObject({ name: 'local' });
  await allHeard({ friendId });
  expect(await movesOf(friendId)).toEqual(['local']);
  expect(await AnnouncementModel.countDocuments({ friendId, name: 'stage.changed' })).toBe(1);
});

test('a stage that a new policy no longer has leaves nobody uncounted, and history keeps its name', async () => {
  const friendId = await store({ attributes: { city: 'Taipei' } });
  await assessFriend(product.app.ctx, friendId);
  const friends = await FriendModel.countDocuments({ channelId: CHANNEL_ID });
  const { body } = await product.api('PUT', '/api/v1/stage-policy', {
    stages: [FIRST, { name: 'other', enter: { attribute: 'city', is: 'Tainan' } }],
  });
  expect(sum(await friendsByStage())).toBe(friends); // while the friends are still being moved
  await done(body.operationId);
  expect(await stageOf(friendId)).toMatchObject({ name: 'acquire' });
  const back = await product.api('POST', '/api/v1/stage-policy/rollback', { version: body.version - 1 });
  expect(sum(await friendsByStage())).toBe(friends);
  await done(back.body.operationId);
  expect(await stageOf(friendId)).toMatchObject({ name: 'local' });
  expect(sum(await friendsByStage())).toBe(friends);
  await eventually(async () => expect(await movesOf(friendId)).toEqual(['local', 'acquire', 'local']));
});

test('a stage over a segment is entered as soon as the segment is saved, without any event of the friend', async () => {
  const friendId = await store({ attributes: { city: 'Keelung' } });
  const saved = await product.api('POST', '/api/v1/segments', {
    name: 'North coast',
    rule: { attribute: 'city', is: 'Yilan' },
  });
  await published([FIRST, { name: 'coast', enter: { segment: saved.body.id } }]);
  await assessFriend(product.app.ctx, friendId);
  expect(await stageOf(friendId)).toMatchObject({ name: 'acquire' });
  const { status } = await product.api('PUT', `/api/v1/segments/${saved.body.id}`, {
    version: 1,
    name: 'North coast',
    rule: { attribute: 'city', in: ['Yilan', 'Keelung'] },
  });
  expect(status).toBe(200);
  await eventually(async () => expect(await stageOf(friendId)).toMatchObject({ name: 'coast' }));
});

test('a policy published by a process that died at once moves the friends all the same, once', async () => {
  const friendId = await store({ attributes: { city: 'Penghu' } });
  await assessFriend(product.app.ctx, friendId);
  const { version } = await getPolicy(product.app.ctx, CHANNEL_ID);
  const next = version + 1;
  const cause = `lifecycle.moveFriends/${CHANNEL_ID}/${next}`;
  await StagePolicyModel.collection.insertOne({
    _id: `${CHANNEL_ID}/${next}`,
    channelId: CHANNEL_ID,
    version: next,
    stages: [
      { ...FIRST, exit: null },
      { name: 'island', enter: { attribute: 'city', is: 'Penghu' }, exit: null },
    ],
    publishedAt: new Date(),
    unmovedBy: cause,
  } as never);
  for (let twice = 0; twice < 2; twice += 1) await product.app.sweep();
  await eventually(async () => expect(await stageOf(friendId)).toMatchObject({ name: 'island', policyVersion: next }));
  expect(await OperationModel.countDocuments({ cause })).toBe(1);
  expect(await StagePolicyModel.countDocuments({ unmovedBy: { $ne: null } })).toBe(0);
});

test('settings stored by a process that died at once are gone by for all friends all the same', async () => {
  const since = new Date(Date.now() - 10 * 24 * 3_600_000);
  const friendId = await store({ lastActiveAt: since, createdAt: since });
  await assessFriend(product.app.ctx, friendId);
  expect((await stored(friendId)).activityStatus?.name).toBe('active');
  const unmovedBy = `lifecycle.moveFriends/${CHANNEL_ID}/settings/1`;
  await LifecycleSettingsModel.updateOne(
    { _id: CHANNEL_ID },
    { $set: { ...DEFAULT_SETTINGS, atRiskAfterDays: 7, unmovedBy } },
    { upsert: true },
  );
  for (let twice = 0; twice < 2; twice += 1) await product.app.sweep();
  await eventually(async () => expect((await stored(friendId)).activityStatus?.name).toBe('atRisk'));
  expect(await OperationModel.countDocuments({ cause: unmovedBy })).toBe(1);
  const { body } = await product.api('GET', '/api/v1/lifecycle/settings');
  expect(body).toEqual({ ...DEFAULT_SETTINGS, atRiskAfterDays: 7 });
});

test('a worker that has not yet heard of a new policy does not undo what it did', async () => {
  const now = new Date();
  const slow = { ...product.app.ctx, clock: { now: () => now } }; // goes by what it remembers
  const { version, ...policy } = await getPolicy(slow, CHANNEL_ID);
  const since = new Date(now.getTime() - 60_000);
  const lock = { by: 'staff', reason: 'asked', until: null };
  const stage = { name: 'renamed', since, policyVersion: version + 1, lock };
  const friendId = await store({ attributes: { city: 'Penghu' }, stage });
  const [first, second] = policy.stages;
  await StagePolicyModel.collection.insertOne({
    ...policy,
    _id: `${CHANNEL_ID}/${version + 1}`,
    version: version + 1,
    stages: [first, { ...second, name: 'renamed', renamedFrom: second?.name }],
    unmovedBy: null,
  } as never);
  await assessFriend(slow, friendId);
  expect(await stageOf(friendId)).toEqual(stage);
});
