import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ActivityModel } from '../../src/activity/activity.model.js';
import { FriendModel } from '../../src/friends/friend.model.js';
import { AnnouncementModel } from '../../src/infra/announcements/announcement.model.js';
import { buildApp, type TestApp } from '../support/build-app.js';
import { eventually } from '../support/eventually.js';
import { aFriend } from '../support/factories.js';

let product: TestApp;
beforeAll(async () => {
  product = await buildApp();
});
afterAll(() => product.close());

const stageOf = async (friendId: string) => (await product.api('GET', `/api/v1/friends/${friendId}`)).body.stage;

test('every move is on record with its policy version and what the conditions saw', async () => {
  const friend = await aFriend(product);
  await product.api('POST', `/api/v1/friends/${friend._id}/orders`, {
    externalId: '1',
    totalMinor: 100,
    currency: 'TWD',
  });
  await eventually(async () => expect(await stageOf(friend._id)).toMatchObject({ name: 'retain', policyVersion: 0 }));
  const moves = await eventually(async () => {
    const found = await ActivityModel.find({ friendId: friend._id, kind: 'stage.changed' }).sort({ at: 1 }).lean();
    expect(found).toHaveLength(2);
    return found;
  });
  expect(moves[0]?.data).toMatchObject({ from: null, to: 'acquire' });
  expect(moves[1]?.data).toMatchObject({
    from: 'acquire',
    to: 'retain',
    policyVersion: 0,
    because: [
      {
        condition: { orders: { count: { gte: 1 } } },
        truth: true,
        value: expect.objectContaining({ count: 1, totalMinor: 100 }),
      },
    ],
  });
});

test('a new policy is a new version; a bad one is refused and changes nothing', async () => {
  await product.api('POST', '/api/v1/attributes', { name: 'tier', label: 'Tier', type: 'text', about: 'behavioural' });
  const { body: before } = await product.api('GET', '/api/v1/stage-policy');
  const stages = [
    { name: 'acquire', enter: null },
    { name: 'grow', enter: { attribute: 'tier', is: 'gold' }, exit: { attribute: 'tier', is: 'none' } },
  ];
  expect(
    await product.api('PUT', '/api/v1/stage-policy', {
      stages: [
        { name: 'acquire', enter: null },
        { name: 'acquire', enter: { everyone: true } },
      ],
    }),
  ).toMatchObject({ status: 400 });
  expect((await product.api('GET', '/api/v1/stage-policy')).body).toEqual(before);
  expect((await product.api('PUT', '/api/v1/stage-policy', { stages })).body.version).toBe(before.version + 1);

  const friend = await aFriend(product);
  await product.api('PATCH', `/api/v1/friends/${friend._id}/attributes`, { attributes: { tier: 'gold' } });
  await eventually(async () =>
    expect(await stageOf(friend._id)).toMatchObject({ name: 'grow', policyVersion: before.version + 1 }),
  );
  await product.api('PATCH', `/api/v1/friends/${friend._id}/attributes`, { attributes: { tier: 'none' } });
  await eventually(async () => expect(await stageOf(friend._id)).toMatchObject({ name: 'acquire' }));
});

test('a friend without any new event moves when a tag expires, by the sweep of due stages', async () => {
  await product.api('POST', '/api/v1/tags', {
    tagId: 'guest',
    name: 'Guest',
    validity: { ttl: { n: 1, unit: 'hour' } },
  });
  await product.api('POST', '/api/v1/tag-rules', {
    name: 'Guests',
    when: { kind: 'keyword', anyOf: ['guest'] },
    tagId: 'guest',
  });
  const stages = [
    { name: 'acquire', enter: null },
    { name: 'engage', enter: { tag: 'guest' }, exit: { not: { tag: 'guest' } } },
  ];
  await product.api('PUT', '/api/v1/stage-policy', { stages });
  const friend = await aFriend(product);
  await product.control.sendText({ channelId: friend.channelId, userId: friend.lineUserId, text: 'guest' });
  await eventually(async () => expect(await stageOf(friend._id)).toMatchObject({ name: 'engage' }));
  const due = (await FriendModel.findById(friend._id).lean())?.stageCheckAt;
  expect(due?.getTime()).toBeGreaterThan(Date.now() + 3_500_000);
  await FriendModel.updateOne(
    { _id: friend._id },
    {
      $set: {
        'tags.0.expiresAt': new Date(Date.now() - 1),
        'tags.0.activeUntil': new Date(Date.now() - 1),
        stageCheckAt: new Date(Date.now() - 1),
      },
    },
  );
  await product.app.sweep();
  await eventually(async () => expect(await stageOf(friend._id)).toMatchObject({ name: 'acquire' }));
});

test('a listener that was never woken runs by the sweep, once', async () => {
  const friend = await aFriend(product);
  await product.restart(['server']);
  await product.api('PATCH', `/api/v1/friends/${friend._id}/attributes`, { attributes: { touched: 1 } });
  const owed = await AnnouncementModel.find({ friendId: friend._id, state: 'owed' }).lean();
  expect(owed.length).toBeGreaterThan(0);
  await product.redis.flushdb();
  await AnnouncementModel.updateMany(
    { friendId: friend._id },
    { $set: { publishedAt: new Date(Date.now() - 60_000) } },
  );
  await product.restart(['server', 'worker']);
  await eventually(async () =>
    expect(await AnnouncementModel.countDocuments({ friendId: friend._id, state: 'owed' })).toBe(0),
  );
});
