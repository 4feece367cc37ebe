import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { ActivityModel } from '../../src/activity/activity.model.js';
import type { FriendDocument } from '../../src/friends/friend.model.js';
import { FriendModel } from '../../src/friends/friend.model.js';
import { PointEntryModel } from '../../src/points/point.model.js';
import { checkIn, getCheckInStatus } from '../../src/points/index.js';
import { storeFriend } from '../friends/store-friend.js';
import { anEvent, buildApp, CHANNEL_ID, type TestApp } from '../support/build-app.js';
import { eventually } from '../support/eventually.js';
import { aFriend, seenBy } from '../support/factories.js';
import { audit, contextAt } from './a-ledger.js';

let product: TestApp;
beforeAll(async () => {
  product = await buildApp();
});
afterAll(() => product.close());

const program = { isEnabled: true, rewards: [1, 2, 3], bonuses: [{ streak: 3, points: 10 }] };
const api = (method: string, path: string, body?: object) => product.api(method, `/api/v1${path}`, body);
const claims = (friend: { _id: string }) =>
  PointEntryModel.countDocuments({ friendId: friend._id, 'source.kind': 'checkIn' });

test('before a channel switches it on there is none, and the postback goes to the auto-responses', async () => {
  const friend = await aFriend(product);
  expect((await api('POST', `/friends/${friend._id}/check-in`)).status).toBe(409);
  await product.control.postback({ channelId: CHANNEL_ID, userId: friend.lineUserId, data: 'action=check-in' });
  await eventually(async () =>
    expect(await ActivityModel.countDocuments({ friendId: friend._id, kind: 'postback.tapped' })).toBe(1),
  );
  expect(await claims(friend)).toBe(0);
});

describe('with a program', () => {
  beforeEach(async () => {
    expect((await api('PUT', '/check-in', program)).status).toBe(200);
  });

  test('many who check one friend in at once give one reward, and the days climb', async () => {
    const friend = await storeFriend();
    const { ctx, moveTo } = contextAt(product, new Date('2026-03-01T02:00:00Z'));
    const tap = (cause: string) => checkIn(ctx, friend, { at: ctx.clock.now(), cause });
    const outcomes = await Promise.all(['a', 'b', 'c', 'd', 'e'].map(tap));
    expect(outcomes.filter((outcome) => outcome?.isClaimed)).toHaveLength(1);
    moveTo('2026-03-02T02:00:00Z');
    expect(await tap('f')).toMatchObject({ isClaimed: true, points: 2, streak: 2, balance: 3, nextPoints: 13 });
    moveTo('2026-03-03T02:00:00Z');
    expect(await tap('g')).toMatchObject({ isClaimed: true, points: 13, streak: 3, balance: 16, nextPoints: 1 });
    expect(await tap('g')).toMatchObject({ isClaimed: true, points: 13, streak: 3 });
    expect(await tap('h')).toMatchObject({ isClaimed: false, points: 13, streak: 3, balance: 16 });
    expect(await getCheckInStatus(ctx, friend)).toMatchObject({
      timeZone: 'Asia/Taipei',
      today: '2026-03-03',
      streak: 3,
      isClaimedToday: true,
      nextReward: { streak: 4, points: 1, bonus: 0 },
    });
    moveTo('2026-03-05T02:00:00Z');
    const status = await getCheckInStatus(ctx, friend);
    expect(status).toMatchObject({ streak: 0, isClaimedToday: false, nextReward: { streak: 1 } });
    expect(status.calendar).toHaveLength(35);
    expect(status.calendar.slice(-5).map(({ points }) => points)).toEqual([1, 2, 13, null, null]);
    expect(await tap('i')).toMatchObject({ streak: 1, points: 1 });
    expect(await audit(ctx, friend)).toMatchObject({ ledger: 17, isRight: true });
  });

  test("days are those of the friend's own zone", async () => {
    const friend = await storeFriend({ attributes: { timeZone: 'America/New_York' } });
    const { ctx, moveTo } = contextAt(product, new Date('2026-03-01T15:59:00Z'));
    const tap = () => checkIn(ctx, friend, { at: ctx.clock.now(), cause: ctx.clock.now().toISOString() });
    expect(await tap()).toMatchObject({ isClaimed: true });
    moveTo('2026-03-01T16:01:00Z'); // midnight went by in Taipei
    expect(await tap()).toMatchObject({ isClaimed: false });
    moveTo('2026-03-02T05:00:00Z');
    expect(await tap()).toMatchObject({ isClaimed: true, streak: 2 });
  });

  test('a tap in the chat is answered for nothing, a second one with what is known, a redelivered one once', async () => {
    const friend = await aFriend(product);
    const tap = () =>
      product.control.postback({ channelId: CHANNEL_ID, userId: friend.lineUserId, data: 'action=check-in' });
    const answers = (count: number) =>
      eventually(async () => {
        const seen = await seenBy(product, friend.lineUserId);
        expect(seen).toHaveLength(1 + count);
        return seen.slice(1);
      });
    await tap();
    await answers(1);
    await tap();
    const seen = await answers(2);
    expect(seen).toMatchObject([{ method: 'reply' }, { method: 'reply' }]);
    expect(JSON.stringify(seen[0])).toContain('Checked in! +1 points, day 1 in a row');
    expect(JSON.stringify(seen[1])).toContain('already checked in today');
    expect(await claims(friend)).toBe(1);

    const other: FriendDocument = await aFriend(product);
    const event = anEvent('postback', { postback: { data: 'action=check-in' } }, other.lineUserId);
    for (const deliveryContext of [{ isRedelivery: false }, { isRedelivery: true }]) {
      const body = { destination: 'U0', events: [{ ...event, timestamp: Date.now(), deliveryContext }] };
      expect((await product.postWebhook(body)).status).toBe(200);
    }
    await eventually(async () => expect(await claims(other)).toBe(1));
    await eventually(async () => expect(await seenBy(product, other.lineUserId)).toHaveLength(2));
  });

  test('a check-in is an activity that tag rules hear', async () => {
    await api('POST', '/tags', { tagId: 'regular', name: 'Regular' });
    const when = { kind: 'activity', activityKind: 'checkIn.claimed' };
    expect((await api('POST', '/tag-rules', { name: 'Comes daily', when, tagId: 'regular' })).status).toBe(201);
    const friend = await aFriend(product);
    expect((await api('POST', `/friends/${friend._id}/check-in`)).body).toMatchObject({ isClaimed: true });
    expect((await api('POST', `/friends/${friend._id}/check-in`)).body).toMatchObject({ isClaimed: false });
    await eventually(async () => {
      const { tags, happened } = (await FriendModel.findById(friend._id).lean()) ?? {};
      expect(tags?.map(({ tagId, count }) => [tagId, count])).toEqual([['regular', 1]]);
      expect(happened?.['checkIn/claimed']).toMatchObject({ count: 1 });
    });
  });
});
