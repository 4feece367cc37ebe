import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ActivityModel } from '../../src/activity/activity.model.js';
import { recordActivities } from '../../src/activity/index.js';
import { RECENT_KEPT } from '../../src/friends/core/friend.js';
import { FriendModel } from '../../src/friends/friend.model.js';
import { buildApp, CHANNEL_ID, type TestApp } from '../support/build-app.js';
import { aFriend } from '../support/factories.js';
import { eventually } from '../support/eventually.js';

let app: TestApp;

beforeAll(async () => {
  app = await buildApp();
});
afterAll(() => app.close());

const DAY_MS = 24 * 3_600_000;
const visitAt = (friendId: string, number: number) => ({
  _id: `${friendId}/visit-${number}`,
  channelId: CHANNEL_ID,
  friendId,
  kind: 'service.visited',
  at: new Date(Date.UTC(2026, 0, 1) + number * DAY_MS),
});
const visitsOf = async (friendId: string) => (await FriendModel.findById(friendId).lean())?.happened['service/visited'];

test('what happens with a friend is counted once, with the first, the last and the latest, in any order', async () => {
  const { _id } = await aFriend(app);
  await recordActivities([visitAt(_id, 5), visitAt(_id, 1)]);
  await recordActivities([visitAt(_id, 3)]);
  await recordActivities([visitAt(_id, 3), visitAt(_id, 9)]);
  expect(await visitsOf(_id)).toEqual({
    count: 4,
    firstAt: visitAt(_id, 1).at,
    lastAt: visitAt(_id, 9).at,
    recent: [9, 5, 3, 1].map((number) => visitAt(_id, number).at),
  });
});

test('a process that dies between recording and counting is made good when the event comes again', async () => {
  const { _id } = await aFriend(app);
  const { channelId, friendId, kind, at } = visitAt(_id, 2);
  await ActivityModel.collection.insertOne({ _id: `${_id}/visit-2`, channelId, friendId, kind, at } as never);
  expect(await visitsOf(_id)).toBeUndefined();
  await recordActivities([visitAt(_id, 2)]);
  expect(await visitsOf(_id)).toMatchObject({ count: 1 });
});

test('only the latest are kept one by one', async () => {
  const { _id } = await aFriend(app);
  const numbers = Array.from({ length: RECENT_KEPT + 5 }, (_, number) => number);
  await recordActivities(numbers.map((number) => visitAt(_id, number)));
  const visits = await visitsOf(_id);
  expect(visits).toMatchObject({ count: RECENT_KEPT + 5, lastAt: visits?.recent[0] });
  expect(visits?.recent).toHaveLength(RECENT_KEPT);
});

test('a segment over what friends do is entered by doing it', async () => {
  const friend = await aFriend(app);
  const rule = { event: 'service.visited', count: { gte: 2 }, within: '30d' };
  const { body } = await app.api('POST', '/api/v1/segments', { name: 'Visits often', rule });
  const visit = (externalId: string) =>
    app.api('POST', `/api/v1/friends/${friend._id}/activities`, { kind: 'service.visited', externalId });
  await visit('first');
  await visit('first');
  const isMember = async () =>
    (await FriendModel.findById(friend._id).lean())?.segments.some(({ id }) => id === body.id);
  await eventually(async () => expect((await FriendModel.findById(friend._id).lean())?.segmentsCheckAt).not.toBeNull());
  expect(await isMember()).toBe(false);
  await visit('second');
  await eventually(async () => expect(await isMember()).toBe(true));
});
