import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { deliver } from '../../src/deliveries/index.js';
import { DeliveryModel } from '../../src/deliveries/delivery.model.js';
import { sendDelivery } from '../../src/deliveries/send-delivery.js';
import { FriendModel, type FriendDocument } from '../../src/friends/friend.model.js';
import { buildApp, CHANNEL_ID, type TestApp } from '../support/build-app.js';
import { eventually } from '../support/eventually.js';
import { aFriend, asText, seenBy } from '../support/factories.js';

let product: TestApp;
let friend: FriendDocument;
beforeAll(async () => {
  product = await buildApp();
  friend = await aFriend(product);
});
afterEach(() => product.control.clearFaults());
afterAll(() => product.close());

let number = 0;
const send = async (text: string, rest: Partial<Parameters<typeof deliver>[1]> = {}) => {
  number += 1;
  const id = `test:${number}`;
  await deliver(product.app.ctx, {
    id,
    friend,
    sender: { kind: 'api', id },
    content: { messages: [{ type: 'text', text }] },
    ...rest,
  });
  return id;
};
const outcome = (id: string, expected: object) =>
  eventually(async () => expect(await DeliveryModel.findById(id).lean()).toMatchObject(expected));
const seen = async (text: string) =>
  (await seenBy(product, friend.lineUserId)).filter(({ message }) => message['text'] === text);
/** What is left open is repeated as soon as it is looked at, instead of after some seconds. */
const takeOverNow = async (id: string) => {
  await DeliveryModel.updateOne({ _id: id, state: 'inFlight' }, { $set: { takeOverAt: new Date(0) } });
  await sendDelivery(product.app.ctx, id);
};
const aReplyToken = async (): Promise<{ token: string; until: Date }> => {
  const { events } = await product.control.sendText({ channelId: CHANNEL_ID, userId: friend.lineUserId, text: 'hm' });
  return { token: String((events[0] as { replyToken?: string }).replyToken), until: new Date(Date.now() + 50_000) };
};

test('an answer goes out by the free reply while its token is fresh', async () => {
  const id = await send('by reply', { reply: await aReplyToken() });
  await outcome(id, { state: 'accepted', method: 'reply' });
  expect(await seen('by reply')).toMatchObject([{ method: 'reply' }]);
});

test('a message leads to the member page of its channel, and says the other way while there is none', async () => {
  const answer = async (externalId: string) => {
    const { body } = await product.api('POST', '/api/v1/messages', {
      friendId: friend._id,
      externalId,
      content: { template: 'verify-owner' },
    });
    await outcome(body.id, { state: 'accepted' });
    return (await seenBy(product, friend.lineUserId)).at(-1)?.message;
  };
  expect(await answer('without a page')).toMatchObject({ type: 'text' });
  const liffId = '2000000000-abcdefgh';
  await product.api('PATCH', `/api/v1/channels/${CHANNEL_ID}`, { loginChannelId: '2000000000', liffId });
  expect(await answer('with a page')).toMatchObject({
    template: { actions: [{ type: 'uri', uri: `${product.line.url}/liff/${liffId}/member` }] },
  });
});

test('without a fresh token it is pushed', async () => {
  const stale = await send('token too old', { reply: { token: 'x', until: new Date(0) } });
  await outcome(stale, {
    state: 'accepted',
    method: 'push',
    retryKey: expect.any(String),
    lineRequestId: expect.any(String),
  });
  expect(await seen('token too old')).toMatchObject([{ method: 'push' }]);
});

test('a token that LINE refuses for certain falls back to a push, once', async () => {
  const used = await aReplyToken();
  await outcome(await send('uses the token', { reply: used }), { state: 'accepted' });
  await outcome(await send('falls back', { reply: used }), { state: 'accepted', method: 'push' });
  expect(await seen('falls back')).toHaveLength(1);
});

test('a reply that timed out after LINE took it is never followed by a push', async () => {
  await product.control.inject({ path: '/v2/bot/message/reply', kind: 'acceptThenReset', times: 1 });
  const id = await send('ambiguous reply', { reply: await aReplyToken() });
  await eventually(async () => expect(await seen('ambiguous reply')).toHaveLength(1));
  await takeOverNow(id);
  await outcome(id, { state: 'unknown', reason: 'replyAmbiguous' });
  expect(await seen('ambiguous reply')).toHaveLength(1);
});

test('a reply found in the air after a crash is treated as ambiguous too', async () => {
  const { token, until } = await aReplyToken();
  await outcome(await send('before the crash', { reply: { token, until } }), { state: 'accepted' });
  number += 1;
  const id = `test:${number}`;
  const dueAt = new Date(Date.now() + 3600_000);
  await deliver(product.app.ctx, {
    id,
    friend,
    sender: { kind: 'api', id },
    content: { messages: [{ type: 'text', text: 'was it sent' }] },
    reply: { token, until },
    dueAt,
  });
  await DeliveryModel.updateOne(
    { _id: id },
    {
      $set: {
        state: 'inFlight',
        method: 'reply',
        reason: 'replyAmbiguous',
        messages: [{ type: 'text', text: 'was it sent' }],
        firstCallAt: new Date(),
      },
    },
  );
  await takeOverNow(id);
  await outcome(id, { state: 'unknown', reason: 'replyAmbiguous' });
  expect(await seen('was it sent')).toHaveLength(0);
});

test('a push that timed out after LINE took it is repeated with the same key and seen once', async () => {
  await product.control.inject({ path: '/v2/bot/message/push', kind: 'acceptThenReset', times: 1 });
  const id = await send('ambiguous push');
  await eventually(async () => expect(await seen('ambiguous push')).toHaveLength(1));
  const before = await DeliveryModel.findById(id).lean();
  await takeOverNow(id);
  await outcome(id, { state: 'accepted', retryKey: before?.retryKey });
  expect(await seen('ambiguous push')).toHaveLength(1);
});

test.each([
  ['rate', 'too many requests'],
  ['serverError', 'an error of LINE'],
  ['reset', 'a lost connection'],
] as const)('after %s (%s) the push is repeated with the same key and seen once', async (kind, _what) => {
  await product.control.inject({ path: '/v2/bot/message/push', kind, times: 1 });
  const id = await send(`after ${kind}`);
  await eventually(async () => expect((await DeliveryModel.findById(id).lean())?.takeOverAt).not.toBeNull());
  const before = await DeliveryModel.findById(id).lean();
  await eventually(() => takeOverNow(id).then(() => outcome(id, { state: 'accepted', retryKey: before?.retryKey })));
  expect(await seen(`after ${kind}`)).toHaveLength(1);
});

test('the monthly limit is an outcome of its own, not a wait', async () => {
  await product.control.inject({ path: '/v2/bot/message/push', kind: 'quota', times: 1 });
  await outcome(await send('over the limit'), { state: 'rejected', reason: 'monthlyLimit' });
});

test('after 24 hours the key is forgotten by LINE: the outcome stays unknown rather than sent again', async () => {
  const id = await send('long ago', { dueAt: new Date(Date.now() + 3600_000) });
  const yesterday = new Date(Date.now() - 25 * 3600_000);
  await DeliveryModel.updateOne(
    { _id: id },
    {
      $set: {
        state: 'inFlight',
        method: 'push',
        retryKey: 'b5d8b8f0-0000-4000-8000-000000000000',
        messages: [{ type: 'text', text: 'long ago' }],
        firstCallAt: yesterday,
        mayBeTaken: true,
      },
    },
  );
  await takeOverNow(id);
  await outcome(id, { state: 'unknown', reason: 'retryKeyExpired' });
  expect(await seen('long ago')).toHaveLength(0);
  const { body } = await product.api('GET', '/api/v1/deliveries/unknown');
  expect(body.deliveries).toContainEqual(expect.objectContaining({ id, reason: 'retryKeyExpired' }));
  const { body: open } = await product.api('GET', '/api/v1/notices?open=true');
  expect(open.notices).toContainEqual(
    expect.objectContaining({ kind: 'delivery.unknown', data: { sender: { kind: 'api', id } } }),
  );
});

test('what LINE certainly did not take for 24 hours is sent then, with its time counted from the call that may be taken', async () => {
  await product.control.inject({ path: '/v2/bot/message/push', kind: 'rate', times: 1 });
  const id = await send('over the rate for a day');
  await outcome(id, { state: 'inFlight', mayBeTaken: false });
  await DeliveryModel.updateOne({ _id: id }, { $set: { firstCallAt: new Date(Date.now() - 25 * 3600_000) } });
  await eventually(() => takeOverNow(id).then(() => outcome(id, { state: 'accepted' })));
  expect(await seen('over the rate for a day')).toHaveLength(1);
});

test('a token that LINE refuses ends nothing that an earlier call may have brought: only its own key tells', async () => {
  await product.control.inject({ path: '/v2/bot/message/push', kind: 'acceptThenReset', times: 1 });
  const id = await send('taken, then no token');
  await eventually(async () => expect(await seen('taken, then no token')).toHaveLength(1));
  await product.control.inject({ path: '/v2/bot/message/push', kind: 'serverError', status: 401, times: 1 });
  await takeOverNow(id);
  await outcome(id, { state: 'inFlight', mayBeTaken: true });
  await takeOverNow(id);
  await outcome(id, { state: 'accepted' });
  expect(await seen('taken, then no token')).toHaveLength(1);
});

test('a person says what became of a delivery of which LINE left no word', async () => {
  const lost = async (text: string) => {
    const id = await send(text, { dueAt: new Date(Date.now() + 3600_000) });
    await DeliveryModel.updateOne({ _id: id }, { $set: { state: 'unknown', reason: 'retryKeyExpired' } });
    return id;
  };
  const resolve = (id: string, became: string) =>
    product.api('POST', '/api/v1/deliveries/unknown/resolve', { id, became });
  const [arrived, again] = [await lost('did arrive'), await lost('did not arrive')];
  expect(await resolve(arrived, 'arrived')).toMatchObject({ status: 200, body: { state: 'accepted' } });
  expect(await resolve(again, 'sendAgain')).toMatchObject({ status: 200, body: { state: 'planned' } });
  await outcome(again, { state: 'accepted' });
  expect([await seen('did arrive'), await seen('did not arrive')].map(({ length }) => length)).toEqual([0, 1]);
  expect(await resolve(again, 'sendAgain')).toMatchObject({ status: 409 });
  expect(await resolve('never:planned', 'arrived')).toMatchObject({ status: 404 });
});

test('planned twice and run twice it is sent once', async () => {
  const first = await send('only once');
  number -= 1;
  await send('only once');
  await Promise.all([sendDelivery(product.app.ctx, first), sendDelivery(product.app.ctx, first)]);
  await outcome(first, { state: 'accepted' });
  expect(await seen('only once')).toHaveLength(1);
});

test('a wake-up that Redis lost is made good by the sweep', async () => {
  const id = await send('swept', { dueAt: new Date(Date.now() + 3600_000) });
  await product.redis.flushdb();
  await DeliveryModel.updateOne({ _id: id }, { $set: { dueAt: new Date(Date.now() - 60_000) } });
  await product.app.sweep();
  await outcome(id, { state: 'accepted' });
  expect(await seen('swept')).toHaveLength(1);
});

describe('skipped, each with its reason', () => {
  test('a friend who blocked us', async () => {
    const blocker = await aFriend(product);
    await product.control.block({ channelId: CHANNEL_ID, userId: blocker.lineUserId });
    await eventually(async () =>
      expect(await FriendModel.findById(blocker._id).lean()).toMatchObject({ standing: 'blocked' }),
    );
    const sent = await product.api('POST', '/api/v1/messages', {
      friendId: blocker._id,
      externalId: 'b',
      content: asText('hello?'),
    });
    expect(sent.status).toBe(202);
    await outcome(sent.body.id, { state: 'skipped', reason: 'blocked' });
    const { body } = await product.api('GET', `/api/v1/friends/${blocker._id}/deliveries`);
    expect(body.deliveries[0]).toMatchObject({ state: 'skipped', reason: 'blocked', method: null });
  });

  test('anything that we start, to a friend who is blacklisted; what they ask for still reaches them', async () => {
    const left = await aFriend(product);
    await product.api('PUT', `/api/v1/friends/${left._id}/blacklist`, { reason: 'asked to be left alone' });
    const { body } = await product.api('POST', '/api/v1/messages', {
      friendId: left._id,
      externalId: 'l',
      content: asText('an offer'),
      transactional: true,
    });
    await outcome(body.id, { state: 'skipped', reason: 'blacklisted' });
    await product.api('POST', '/api/v1/auto-responses', {
      name: 'Hours',
      when: { kind: 'keyword', anyOf: ['hours'] },
      template: 'owner-verified',
    });
    const seen = (await seenBy(product, left.lineUserId)).length;
    await product.control.sendText({ channelId: CHANNEL_ID, userId: left.lineUserId, text: 'hours?' });
    await eventually(async () => {
      expect((await seenBy(product, left.lineUserId)).length).toBeGreaterThan(seen);
    });
  });

  test('a promotion to a friend who said no to promotions; service still reaches them', async () => {
    const calm = await aFriend(product);
    await product.api('PATCH', `/api/v1/friends/${calm._id}/attributes`, { attributes: { promotionOptOut: true } });
    const promotion = await product.api('POST', '/api/v1/messages', {
      friendId: calm._id,
      externalId: 'p',
      content: { template: 'retain-checkup' },
    });
    await outcome(promotion.body.id, { state: 'skipped', reason: 'optedOut' });
    const service = await product.api('POST', '/api/v1/messages', {
      friendId: calm._id,
      externalId: 's',
      content: { template: 'owner-verified' },
    });
    await outcome(service.body.id, { state: 'accepted' });
  });
});

test("a template is said in the friend's language, with their name", async () => {
  const japanese = await aFriend(product, { displayName: '通勤ライダー', language: 'ja' });
  const { body } = await product.api('POST', '/api/v1/messages', {
    friendId: japanese._id,
    externalId: 'ja',
    content: { template: 'retain-checkup' },
  });
  await outcome(body.id, { state: 'accepted' });
  const last = (await seenBy(product, japanese.lineUserId)).at(-1);
  expect(JSON.stringify(last?.message)).toContain('通勤ライダー');
  expect(JSON.stringify(last?.message)).toMatch(/[ぁ-ん]/);
});

test('the greeting waits for the profile, so that a new friend is greeted in their language', async () => {
  const thai = await aFriend(product, { language: 'th' });
  const [greeting] = await seenBy(product, thai.lineUserId);
  expect(greeting?.method).toBe('reply');
  expect(JSON.stringify(greeting?.message)).toMatch(/[\u0e01-\u0e5b]/);
});
