import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ActivityModel } from '../../src/activity/activity.model.js';
import { FriendModel } from '../../src/friends/friend.model.js';
import { upgradeFriends } from '../../src/friends/index.js';
import { UpgradeModel } from '../../src/friends/upgrade.model.js';
import { buildApp, CHANNEL_ID, type TestApp } from '../support/build-app.js';
import { storeFriend } from './store-friend.js';

let product: TestApp;
beforeAll(async () => {
  product = await buildApp({ roles: ['server'] });
});
afterAll(() => product.close());

test('friends of an earlier version are brought up to date at start, once, and those of this one are left alone', async () => {
  const whole = await storeFriend();
  const old = await storeFriend({ displayName: 'Old rider', attributes: { promotionOptOut: true } });
  await FriendModel.collection.updateOne(
    { _id: old._id as never },
    {
      $unset: { consent: '', dice: '', grams: '', segments: '', happened: '', mergedInto: '', tagsCheckAt: '' },
    },
  );
  await ActivityModel.collection.insertOne({
    _id: `${old._id}/visit`,
    channelId: CHANNEL_ID,
    friendId: old._id,
    kind: 'service.visited',
    at: new Date(),
  } as never);
  expect(await UpgradeModel.findOne().lean()).toMatchObject({ doneAt: expect.any(Date) });
  await UpgradeModel.deleteMany({});
  await product.restart(['server']);
  const { body } = await product.api('GET', `/api/v1/friends/${old._id}`);
  expect(body).toMatchObject({ consent: { promotion: { state: 'denied' } }, segments: [], mergedInto: null });
  const found = await product.api('GET', `/api/v1/friends/search?q=${encodeURIComponent('old rider')}`);
  expect(found.body.friends).toHaveLength(1);
  expect((await FriendModel.findById(old._id).lean())?.happened).toMatchObject({ 'service/visited': { count: 1 } });
  expect(await FriendModel.findById(whole._id).lean()).toMatchObject({ rev: whole.rev, channelId: CHANNEL_ID });
  const { rev } = (await FriendModel.findById(old._id).lean()) ?? {};
  await UpgradeModel.deleteMany({});
  const recounted: string[] = [];
  const recount = async (friendIds: string[]) => void recounted.push(...friendIds);
  await Promise.all([upgradeFriends(product.app.ctx, recount), upgradeFriends(product.app.ctx, recount)]);
  expect(recounted).toEqual([]);
  expect(await FriendModel.findById(old._id).lean()).toMatchObject({ rev });
});
