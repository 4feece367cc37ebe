import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ActivityModel } from '../../src/activity/activity.model.js';
import { FriendModel } from '../../src/friends/friend.model.js';
import { buildApp, type TestApp } from '../support/build-app.js';
import { eventually } from '../support/eventually.js';
import { aFriend } from '../support/factories.js';

let product: TestApp;
beforeAll(async () => {
  product = await buildApp();
});
afterAll(() => product.close());

const read = async (friendId: string) => (await product.api('GET', `/api/v1/friends/${friendId}`)).body;
const buy = (friendId: string, externalId = '1') =>
  product.api('POST', `/api/v1/friends/${friendId}/orders`, { externalId, totalMinor: 100, currency: 'TWD' });
const recorded = (friendId: string, kind: string) => ActivityModel.countDocuments({ friendId, kind });

test('a stage set by hand and locked stays through what the policy would do, until the lock is taken off', async () => {
  const friend = await aFriend(product);
  const body = { stage: 'grow', reason: 'Long-time customer of the store', lockForGood: true };
  const answers = await Promise.all([1, 2].map(() => product.api('PUT', `/api/v1/friends/${friend._id}/stage`, body)));
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  await buy(friend._id);
  await eventually(async () =>
    expect(await read(friend._id)).toMatchObject({ orders: { count: 1 }, stage: { name: 'grow' } }),
  );
  await eventually(async () => expect(await recorded(friend._id, 'stage.locked')).toBe(1));
  const { body: why } = await product.api('GET', `/api/v1/friends/${friend._id}/stage/why`);
  expect(why).toMatchObject({
    stage: { name: 'grow', lock: { reason: body.reason, until: null } },
    cameBy: { data: { from: 'acquire', to: 'grow', reason: 'override', note: body.reason } },
  });
  expect(why.stages.find(({ stage }: { stage: string }) => stage === 'retain').enter).toMatchObject({ truth: true });

  for (let twice = 0; twice < 2; twice += 1)
    expect(await product.api('DELETE', `/api/v1/friends/${friend._id}/stage-lock`)).toMatchObject({
      status: 200,
      body: { stage: { name: 'retain' } },
    });
  await eventually(async () => expect(await recorded(friend._id, 'stage.unlocked')).toBe(1));
});

test('a lock that runs out lets the policy decide at that moment, without any event', async () => {
  const friend = await aFriend(product);
  const lockUntil = new Date(Date.now() + 3_600_000);
  await product.api('PUT', `/api/v1/friends/${friend._id}/stage`, {
    stage: 'grow',
    reason: 'Test rider of the month',
    lockUntil,
  });
  await buy(friend._id);
  const stored = await FriendModel.findById(friend._id).lean();
  expect(stored?.stageCheckAt).toEqual(lockUntil);
  const over = new Date(Date.now() - 1);
  await FriendModel.updateOne({ _id: friend._id }, { $set: { 'stage.lock.until': over, stageCheckAt: over } });
  await product.app.sweep();
  await eventually(async () => expect((await read(friend._id)).stage).toMatchObject({ name: 'retain' }));
  await eventually(async () => expect(await recorded(friend._id, 'stage.unlocked')).toBe(1));
});

test.each([
  [{ stage: 'moon', reason: 'x' }, 'it has acquire, engage, retain, grow'],
  [{ stage: 'grow' }, 'reason'],
  [{ stage: 'grow', reason: 'x', lockForGood: true, lockUntil: new Date(Date.now() + 1e6) }, 'not both'],
  [{ stage: 'grow', reason: 'x', lockUntil: '2020-01-01' }, 'not within the next'],
])('%j is refused and moves nobody', async (body, message) => {
  const friend = await aFriend(product);
  expect(await product.api('PUT', `/api/v1/friends/${friend._id}/stage`, body)).toMatchObject({
    status: 400,
    body: { error: { message: expect.stringContaining(message) } },
  });
  expect((await read(friend._id)).stage).toMatchObject({ name: 'acquire' });
});
