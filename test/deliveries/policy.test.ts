import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { CostRow } from '../../src/deliveries/count-costs.js';
import { deliver } from '../../src/deliveries/index.js';
import { DeliveryModel } from '../../src/deliveries/delivery.model.js';
import { FriendModel } from '../../src/friends/friend.model.js';
import { NoticeModel } from '../../src/notices/notice.model.js';
import { allHeard } from '../support/announcements.js';
import { buildApp, CHANNEL_ID, type TestApp } from '../support/build-app.js';
import { eventually } from '../support/eventually.js';
import { aFriend, seenBy } from '../support/factories.js';

let product: TestApp;
beforeAll(async () => {
  product = await buildApp();
});
afterEach(() => put({}));
afterAll(() => product.close());

const api = (method: string, path: string, body?: object) => product.api(method, `/api/v1${path}`, body);
const put = (policy: object) => api('PUT', '/sending-policy', policy);
const HOUR_MS = 3_600_000;
/** Quiet hours around now, in UTC, with their end. */
const quietNow = () => {
  const time = (at: number) => new Date(at).toISOString().slice(11, 16);
  return { from: time(Date.now() - HOUR_MS), until: time(Date.now() + 2 * HOUR_MS) };
};
const aFriendInUtc = async () => {
  const friend = await aFriend(product);
  await FriendModel.updateOne({ _id: friend._id }, { $set: { 'attributes.timeZone': 'Etc/UTC' } });
  return friend;
};
let number = 0;
const send = async (friend: { _id: string }, rest: object = {}) => {
  number += 1;
  const answer = await api('POST', '/messages', {
    friendId: friend._id,
    externalId: `policy${number}`,
    content: { messages: [{ type: 'text', text: `number ${number}` }] },
    ...rest,
  });
  expect(answer.status).toBe(202);
  return answer.body.id as string;
};
const settled = (id: string) =>
  eventually(async () => {
    const delivery = await DeliveryModel.findById(id).lean();
    expect(['accepted', 'skipped', 'rejected']).toContain(delivery?.state);
    return delivery;
  });
const promotion = { content: { template: 'retain-checkup' } };

test('a policy says what is wrong with it, and is kept whole', async () => {
  const cases: [object, string][] = [
    [{ quietHours: { from: '25:00', until: '09:00' } }, 'time of the day'],
    [{ quietHours: { from: '09:00', until: '09:00' } }, 'end at another time'],
    [{ caps: { day: 0 } }, 'caps.day'],
    [
      {
        promotionCaps: [
          { stage: 'grow', month: 1 },
          { stage: 'grow', month: 2 },
        ],
      },
      'each stage once',
    ],
    [{ promotionCaps: [{ stage: 'grwo', month: 1 }] }, 'its stages are acquire, engage, retain, grow'],
    [{ plans: [{ name: 'p', from: '2026-01-01', currency: 'twd', fee: 0, included: 0 }] }, 'currency'],
    [{ holdoutPercent: 51 }, 'holdoutPercent'],
    [{ unheardOf: 1 }, 'unheardOf'],
  ];
  for (const [policy, said] of cases) {
    const answer = await put(policy);
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'invalid_input' } } });
    expect(JSON.stringify(answer.body)).toContain(said);
  }
  const policy = { quietHours: { from: '21:00', until: '09:00' }, caps: { day: 1 }, budget: { messages: 10 } };
  expect(await put(policy)).toMatchObject({ status: 200, body: { quietHours: { then: 'wait' } } });
  expect((await api('GET', '/sending-policy')).body).toMatchObject({
    policy: { caps: { day: 1, week: null }, budget: { messages: 10, money: null, reserve: 0 } },
    planPresets: { 'tw-high': { currency: 'TWD', included: 6_000 } },
  });
});

describe('quiet hours', () => {
  test('hold a message until they end, and then it leaves', async () => {
    const friend = await aFriendInUtc();
    await put({ quietHours: quietNow() });
    const id = await send(friend);
    await eventually(async () => {
      const { body } = await api('GET', `/friends/${friend._id}/deliveries`);
      expect(body.deliveries[0]).toMatchObject({ id, state: 'planned' });
      expect(Date.parse(body.deliveries[0].waitsUntil)).toBeGreaterThan(Date.now() + HOUR_MS);
    });
    await put({});
    await DeliveryModel.updateOne({ _id: id }, { $set: { dueAt: new Date(Date.now() - 60_000) } });
    await product.app.sweep();
    expect(await settled(id)).toMatchObject({ state: 'accepted' });
  });

  test('that drop skip with the reason; what is transactional passes, and that is on record', async () => {
    const friend = await aFriendInUtc();
    await put({ quietHours: { ...quietNow(), then: 'drop' } });
    expect(await settled(await send(friend))).toMatchObject({ state: 'skipped', reason: 'quietHours' });
    const owed = await send(friend, { transactional: true });
    expect(await settled(owed)).toMatchObject({ state: 'accepted', passed: ['quietHours'] });
    const { body } = await api('GET', `/friends/${friend._id}/deliveries`);
    expect(body.deliveries.find(({ id }: { id: string }) => id === owed)).toMatchObject({ passed: ['quietHours'] });
  });

  test('let an answer through', async () => {
    const friend = await aFriendInUtc();
    await put({ quietHours: quietNow() });
    await api('POST', '/auto-responses', {
      name: 'Hours',
      when: { kind: 'keyword', anyOf: ['open'] },
      template: 'owner-verified',
    });
    const before = (await seenBy(product, friend.lineUserId)).length;
    await product.control.sendText({ channelId: CHANNEL_ID, userId: friend.lineUserId, text: 'open?' });
    await eventually(async () => expect(await seenBy(product, friend.lineUserId)).toHaveLength(before + 1));
  });
});

describe('caps', () => {
  test('of many messages at the same moment no more leave than the cap allows, over all senders', async () => {
    const friend = await aFriend(product);
    await put({ caps: { day: 2 } });
    const ids = Array.from({ length: 8 }, (_, index) => `race:${friend._id}:${index}`);
    await Promise.all(
      ids.map((id, index) =>
        deliver(product.app.ctx, {
          id,
          friend,
          sender: { kind: index % 2 ? 'survey' : 'api', id },
          content: { messages: [{ type: 'text', text: id }] },
        }),
      ),
    );
    const outcomes = await Promise.all(ids.map(settled));
    expect(outcomes.filter((one) => one?.state === 'accepted')).toHaveLength(2);
    expect(outcomes.filter((one) => one?.reason === 'frequencyCap')).toHaveLength(6);
  });

  test('do not count what reached nobody', async () => {
    const friend = await aFriend(product);
    await put({ caps: { day: 1 } });
    await product.control.inject({ path: '/v2/bot/message/push', kind: 'serverError', status: 400, times: 1 });
    expect(await settled(await send(friend))).toMatchObject({ state: 'rejected', reason: 'invalid' });
    expect(await settled(await send(friend))).toMatchObject({ state: 'accepted' });
    expect(await settled(await send(friend))).toMatchObject({ state: 'skipped', reason: 'frequencyCap' });
  });

  test('on promotions hold by stage and leave service alone', async () => {
    const friend = await aFriend(product);
    await put({ promotionCaps: [{ stage: 'acquire', month: 1 }] });
    expect(await settled(await send(friend, promotion))).toMatchObject({ state: 'accepted' });
    expect(await settled(await send(friend, promotion))).toMatchObject({ state: 'skipped', reason: 'promotionCap' });
    expect(await settled(await send(friend))).toMatchObject({ state: 'accepted' });
  });
});

test('plain messages may say what they are for; as a promotion they keep to what holds for promotions', async () => {
  const friend = await aFriend(product);
  await api('PUT', `/friends/${friend._id}/consent/promotion`, { state: 'denied', source: 'form' });
  const messages = [{ type: 'text', text: 'plain' }];
  const offer = await send(friend, { content: { messages, contentType: 'promotion' } });
  expect(await settled(offer)).toMatchObject({ state: 'skipped', reason: 'optedOut' });
  expect(await settled(await send(friend, { content: { messages } }))).toMatchObject({ state: 'accepted' });
});

test('a friend whose complaint is open gets no promotion until staff close it', async () => {
  const friend = await aFriend(product);
  const notice = {
    _id: `complaint:${friend._id}`,
    channelId: CHANNEL_ID,
    friendId: friend._id,
    kind: 'survey.lowScore',
  };
  await NoticeModel.collection.insertOne({ ...notice, data: {}, raisedAt: new Date(), doneAt: null } as never);
  expect(await settled(await send(friend, promotion))).toMatchObject({ state: 'skipped', reason: 'openComplaint' });
  expect(await settled(await send(friend))).toMatchObject({ state: 'accepted' });
  await api('POST', '/notices/done', { id: notice._id });
  expect(await settled(await send(friend, promotion))).toMatchObject({ state: 'accepted' });
});

describe('budget and quota', () => {
  test('a month that has used its budget skips what is pushed; answers and what is owed still leave', async () => {
    const friend = await aFriend(product);
    expect(await settled(await send(friend))).toMatchObject({ state: 'accepted' });
    await put({ budget: { messages: 1 } });
    expect((await api('GET', '/allowance')).body).toMatchObject({ left: 0, binding: 'budget', budget: { left: 0 } });
    expect(await settled(await send(friend))).toMatchObject({ state: 'skipped', reason: 'budget' });
    const owed = await settled(await send(friend, { transactional: true }));
    expect(owed).toMatchObject({ state: 'accepted', passed: ['budget'] });
  });

  test("what LINE's quota leaves, less what is kept for service, is the allowance", async () => {
    const { used } = (await api('GET', '/allowance')).body.quota;
    await product.control.setQuota({ channelId: CHANNEL_ID, quota: { type: 'limited', value: used + 100 } });
    await put({ budget: { reserve: 40 } });
    await eventually(async () =>
      expect((await api('GET', '/allowance')).body).toMatchObject({
        left: 60,
        binding: 'monthlyLimit',
        quota: { limit: used + 100, used, left: 60 },
      }),
    );
    await product.control.setQuota({ channelId: CHANNEL_ID, quota: { type: 'none' } });
  });
});

test('the cost meter says by day and sender what was billed and what replies gave for nothing', async () => {
  const friend = await aFriend(product);
  await allHeard({ friendId: friend._id });
  const today = new Date(Date.now() + 8 * HOUR_MS).toISOString().slice(0, 10); // in Taipei
  const read = async () => (await api('GET', `/costs?from=${today}&until=${today}`)).body;
  const before = await read();
  const id = await send(friend);
  await settled(id);
  const after = await read();
  expect(after.billed).toBe(before.billed + 1);
  expect(after.savedByReply).toBe(before.savedByReply);
  expect(after.savedByReply).toBeGreaterThan(0); // greetings
  const ofApi = ({ costs }: { costs: CostRow[] }) => costs.find(({ sender }) => sender.kind === 'api');
  expect(ofApi(after)).toEqual({
    day: today,
    sender: { kind: 'api', id: 'api' },
    billed: (ofApi(before)?.billed ?? 0) + 1,
    savedByReply: 0,
    unconfirmed: 0,
  });
  expect(await api('GET', `/costs?from=2026-01-01&until=2026-12-31`)).toMatchObject({ status: 400 });
});
