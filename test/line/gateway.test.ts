import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { generateKeyPair, SignJWT } from 'jose';
import { LineError } from '../../src/line/errors.js';
import type { LineGateway } from '../../src/line/gateway.js';
import { createLineConnector } from '../../src/line/messaging-api.js';
import { startLineSimulator, type LineSimulator } from '../../src/sandbox/line-simulator/index.js';

const CHANNEL = '1650000001';
const TOKEN = 'long-lived-access-token';
const LOGIN = '1660000001';
const STRANGER = `U${'0'.repeat(32)}`;
const BOT_USER = `U${'b'.repeat(32)}`;
const MINUTE_MS = 60_000;
const SHORT_MS = 150; // how long a test waits for an answer that never comes

let line: LineSimulator;
let gateway: LineGateway;
let friend: string;

const connect = ({ accessToken = TOKEN, callTimeoutMs = 10_000 } = {}) =>
  createLineConnector({ apiBaseUrl: line.url, dataApiBaseUrl: line.dataUrl, callTimeoutMs })({
    channelId: CHANNEL,
    accessToken,
  });

beforeEach(async () => {
  line = await startLineSimulator();
  const quota = { type: 'limited' as const, value: 200 };
  await line.control.addBot({
    channelId: CHANNEL,
    channelSecret: 'channel-secret',
    accessToken: TOKEN,
    botUserId: BOT_USER,
    loginChannelId: LOGIN,
    quota,
  });
  gateway = connect();
  friend = await befriend({ displayName: 'Weekend rider' });
});
afterEach(async () => line.close());

async function befriend(person: { displayName: string; language?: string; statusMessage?: string }): Promise<string> {
  const { userId } = await line.control.addPerson(person);
  await line.control.befriend({ channelId: CHANNEL, userIds: [userId] });
  return userId;
}

const hello = [{ type: 'text', text: 'hello' }];
const once = () => ({ retryKey: randomUUID() });
const push = (options = once()) => gateway.push(friend, hello, options);

/** What the person saw in the chat, as texts. */
async function seenBy(userId: string): Promise<unknown[]> {
  const { entries } = await line.control.chat({ channelId: CHANNEL, userId });
  return entries.flatMap((entry) => (entry.kind === 'seen' ? [entry.message['text']] : []));
}

/** The error that a call ends in; what is no LineError fails the test. */
async function failure(call: Promise<unknown>): Promise<LineError> {
  const outcome: unknown = await call.catch((error: unknown) => error);
  if (outcome instanceof LineError) return outcome;
  throw new Error('The call did not end in a LineError.', { cause: outcome });
}

async function replyTokenOf(userId: string): Promise<string> {
  const { events } = await line.control.sendText({ channelId: CHANNEL, userId, text: 'Is it open today?' });
  return String(events[0]?.replyToken);
}

describe('sending', () => {
  test('a push is seen once, under the request id that LINE gave', async () => {
    const { requestId, repeated, sentMessages } = await push();
    expect(await seenBy(friend)).toEqual(['hello']);
    const { accepted } = await line.control.ledger({ channelId: CHANNEL });
    expect(accepted).toMatchObject([{ requestId, method: 'push', recipients: [friend] }]);
    expect(repeated).toBe(false);
    expect(sentMessages).toEqual([{ id: expect.stringMatching(/^\d+$/), quoteToken: expect.any(String) }]);
  });

  test('up to five bubbles go in one request', async () => {
    const messages = ['1', '2', '3', '4', '5'].map((text) => ({ type: 'text', text }));
    expect((await gateway.push(friend, messages, once())).sentMessages).toHaveLength(5);
    expect(await seenBy(friend)).toEqual(['1', '2', '3', '4', '5']);
  });

  test('a multicast reaches everybody in it once', async () => {
    const other = await befriend({ displayName: 'City rider' });
    expect(await gateway.multicast([friend, other], hello, once())).toMatchObject({
      repeated: false,
      sentMessages: [],
    });
    expect([await seenBy(friend), await seenBy(other)]).toEqual([['hello'], ['hello']]);
  });

  test('a reply answers by its token, free of charge', async () => {
    const replyToken = await replyTokenOf(friend);
    expect(await gateway.reply(replyToken, hello)).toMatchObject({ repeated: false, sentMessages: [{}] });
    expect(await seenBy(friend)).toEqual(['hello']);
    expect(await gateway.getQuota()).toEqual({ limit: 200, used: 0 });
  });

  test('a send counts under its aggregation unit', async () => {
    await gateway.push(friend, hello, { ...once(), aggregationUnit: 'spring_2026' });
    const answer = await fetch(`${line.url}/v2/bot/message/aggregation/list`, {
      headers: { authorization: `Bearer ${TOKEN}` },
    });
    expect(await answer.json()).toMatchObject({ customAggregationUnits: ['spring_2026'] });
  });
});

describe('a retry key', () => {
  test('that was accepted is accepted again as repeated, under the first request id, and sends nothing', async () => {
    const options = once();
    const first = await push(options);
    expect(await push(options)).toEqual({ ...first, repeated: true });
    const multicast = once();
    const { requestId } = await gateway.multicast([friend], hello, multicast);
    expect(await gateway.multicast([friend], hello, multicast)).toEqual({
      requestId,
      repeated: true,
      sentMessages: [],
    });
    expect(await seenBy(friend)).toEqual(['hello', 'hello']);
  });

  test.each([
    ['acceptThenTimeout', 'TimeoutError'],
    ['acceptThenReset', 'UND_ERR_SOCKET'],
  ] as const)('tells after %s that it was accepted: seen once', async (kind, reason) => {
    gateway = connect({ callTimeoutMs: SHORT_MS });
    await line.control.inject({ kind, times: 1 });
    const options = once();
    expect(await failure(push(options))).toMatchObject({
      kind: 'ambiguous',
      status: undefined,
      message: `LINE gave no answer (${reason}).`,
    });
    expect(await push(options)).toMatchObject({ repeated: true });
    expect(await seenBy(friend)).toEqual(['hello']);
  });

  test('that never got through is new', async () => {
    await line.control.inject({ kind: 'reset', times: 1 });
    const options = once();
    expect((await failure(push(options))).kind).toBe('ambiguous');
    expect(await push(options)).toMatchObject({ repeated: false });
    expect(await seenBy(friend)).toEqual(['hello']);
  });
});

describe('what goes wrong has its own class', () => {
  test.each([
    ['rate', 'rateLimit', 429],
    ['quota', 'monthlyLimit', 429],
    ['serverError', 'unavailable', 500],
  ] as const)('%s: %s, and the request id is kept', async (fault, kind, status) => {
    await line.control.inject({ kind: fault, times: 1 });
    const error = await failure(push());
    const { refused } = await line.control.ledger({ channelId: CHANNEL });
    expect(error).toMatchObject({ kind, status, requestId: refused[0]?.requestId });
    expect(error.name).toBe(error.constructor.name);
    expect(await seenBy(friend)).toEqual([]);
  });

  test('the month is used up: monthlyLimit', async () => {
    const quota = { type: 'limited' as const, value: 0 };
    await line.control.addBot({ channelId: CHANNEL, channelSecret: 's', accessToken: TOKEN, quota });
    expect((await failure(push())).kind).toBe('monthlyLimit');
  });

  test('down, once the request has left: ambiguous', async () => {
    await line.control.inject({ kind: 'down' });
    expect((await failure(push())).kind).toBe('ambiguous');
    expect((await failure(gateway.getProfile(friend))).kind).toBe('ambiguous');
  });

  test('nobody there at all: unavailable, for nothing can have been sent', async () => {
    await line.close();
    expect(await failure(push())).toMatchObject({
      kind: 'unavailable',
      message: 'LINE could not be reached (ECONNREFUSED).',
    });
    line = await startLineSimulator();
  });

  test('an answer that takes too long: ambiguous', async () => {
    gateway = connect({ callTimeoutMs: SHORT_MS });
    await line.control.inject({ kind: 'slow', delayMs: SHORT_MS * 3 });
    expect(await failure(gateway.getBotUserId())).toMatchObject({
      kind: 'ambiguous',
      message: 'LINE gave no answer (TimeoutError).',
    });
  });

  test('a wrong token: auth', async () => {
    expect(await failure(connect({ accessToken: 'revoked' }).getBotUserId())).toMatchObject({
      kind: 'auth',
      status: 401,
      requestId: expect.any(String),
    });
  });

  test('somebody unknown: notFound for a profile, invalid for a push', async () => {
    expect(await failure(gateway.getProfile(STRANGER))).toMatchObject({ kind: 'notFound', status: 404 });
    expect(await failure(gateway.push(STRANGER, hello, once()))).toMatchObject({ kind: 'invalid', status: 400 });
  });

  test('a message beyond the limits: invalid, each field named', async () => {
    const messages = [...hello, { type: 'text', text: '' }, { type: 'text', text: 'x'.repeat(5_001) }];
    const error = await failure(gateway.push(friend, messages, once()));
    expect(error).toMatchObject({ kind: 'invalid', status: 400 });
    expect(error.details.map(({ property }) => property)).toEqual(['messages[1].text', 'messages[2].text']);
    expect(error.details.every(({ message }) => typeof message === 'string')).toBe(true);
    expect(await seenBy(friend)).toEqual([]);
  });

  test('a reply token that was used: invalid', async () => {
    const replyToken = await replyTokenOf(friend);
    await gateway.reply(replyToken, hello);
    expect((await failure(gateway.reply(replyToken, hello))).kind).toBe('invalid');
    expect(await seenBy(friend)).toEqual(['hello']);
  });
});

describe('looking things up', () => {
  test('a profile has what LINE knows, and nothing else', async () => {
    const rider = await befriend({ displayName: 'Night rider', language: 'ja', statusMessage: 'On the road' });
    expect(await gateway.getProfile(rider)).toEqual({
      displayName: 'Night rider',
      language: 'ja',
      statusMessage: 'On the road',
      pictureUrl: undefined,
    });
  });

  test('our own user id, by which webhooks name us', async () => {
    expect(await gateway.getBotUserId()).toBe(BOT_USER);
  });

  test('the quota of the month and what is used, or no limit', async () => {
    await push();
    expect(await gateway.getQuota()).toEqual({ limit: 200, used: 1 });
    const quota = { type: 'none' as const };
    await line.control.addBot({ channelId: CHANNEL, channelSecret: 's', accessToken: TOKEN, quota });
    expect(await gateway.getQuota()).toEqual({ limit: null, used: 1 });
  });
});

describe('content that a friend sent', () => {
  const send = async (media: { type: 'image' | 'video'; preparing?: number }) => {
    const bytes = Buffer.from('bytes of it').toString('base64');
    const sent = { channelId: CHANNEL, userId: friend, bytes, contentType: 'image/png', ...media };
    const { events } = await line.control.sendMedia(sent);
    const message = events[0]?.['message'] as { id: string } | undefined;
    return message?.id ?? '';
  };

  test('is streamed with its type', async () => {
    const content = await gateway.getContent(await send({ type: 'image' }));
    if (content.state !== 'ready') throw new Error('The content is not ready.');
    const chunks: Buffer[] = [];
    for await (const chunk of content.stream) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks).toString()).toBe('bytes of it');
    expect(content.contentType).toBe('image/png');
  });

  test('is said to be preparing while LINE prepares it', async () => {
    const messageId = await send({ type: 'video', preparing: MINUTE_MS });
    expect(await gateway.getContent(messageId)).toEqual({ state: 'preparing' });
    await line.control.advanceClock(MINUTE_MS);
    expect((await gateway.getContent(messageId)).state).toBe('ready');
  });

  test('is not found once unsent, nor when there never was any', async () => {
    const messageId = await send({ type: 'image' });
    await line.control.unsend({ channelId: CHANNEL, userId: friend, messageId });
    expect(await failure(gateway.getContent(messageId))).toMatchObject({ kind: 'notFound', status: 410 });
    expect(await failure(gateway.getContent('1'))).toMatchObject({ kind: 'notFound', status: 404 });
  });
});

describe('rich menus', () => {
  const menu = {
    size: { width: 2_500, height: 1_686 },
    selected: false,
    name: 'Riders',
    chatBarText: 'Menu',
    areas: [],
  };
  /** The header of a PNG, which is all that the simulator looks at. */
  function aPng(): Buffer {
    const bytes = Buffer.alloc(64);
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]).copy(bytes);
    bytes.writeUInt32BE(menu.size.width, 16);
    bytes.writeUInt32BE(menu.size.height, 20);
    return bytes;
  }
  async function publish(): Promise<string> {
    const richMenuId = await gateway.createRichMenu(menu);
    await gateway.uploadRichMenuImage(richMenuId, aPng(), 'image/png');
    return richMenuId;
  }
  const shown = async () => (await line.control.menu({ channelId: CHANNEL, userId: friend }))?.richMenuId;

  test('are created with an image, listed and deleted', async () => {
    const richMenuId = await publish();
    expect(await line.control.richMenuImage({ channelId: CHANNEL, richMenuId })).toEqual({
      contentType: 'image/png',
      bytes: aPng().toString('base64'),
    });
    expect(await gateway.listRichMenus()).toEqual([{ richMenuId, name: 'Riders' }]);
    await gateway.deleteRichMenu(richMenuId);
    expect(await gateway.listRichMenus()).toEqual([]);
    expect((await failure(gateway.deleteRichMenu(richMenuId))).kind).toBe('notFound');
  });

  test('are linked to a friend and unlinked', async () => {
    const richMenuId = await publish();
    expect(await gateway.getLinkedRichMenu(friend)).toBeNull();
    await gateway.linkRichMenu(friend, richMenuId);
    expect([await gateway.getLinkedRichMenu(friend), await shown()]).toEqual([richMenuId, richMenuId]);
    await gateway.unlinkRichMenu(friend);
    expect([await gateway.getLinkedRichMenu(friend), await shown()]).toEqual([null, undefined]);
  });

  test('get an alias, which moves to another menu', async () => {
    const [one, other] = [await publish(), await publish()];
    const aliased = async () =>
      (await line.control.richMenus(CHANNEL)).filter(({ aliases }) => aliases.includes('riders-en'));
    await gateway.putRichMenuAlias('riders-en', one);
    expect(await aliased()).toMatchObject([{ richMenuId: one }]);
    await gateway.putRichMenuAlias('riders-en', other);
    expect(await aliased()).toMatchObject([{ richMenuId: other }]);
  });

  test('without an image can be neither linked nor aliased', async () => {
    const richMenuId = await gateway.createRichMenu(menu);
    expect((await failure(gateway.linkRichMenu(friend, richMenuId))).kind).toBe('invalid');
    expect((await failure(gateway.putRichMenuAlias('riders-en', richMenuId))).kind).toBe('invalid');
  });

  test('beyond the limits are refused, the fields named', async () => {
    const error = await failure(gateway.createRichMenu({ ...menu, chatBarText: 'x'.repeat(15) }));
    expect(error).toMatchObject({ kind: 'invalid', details: [{ property: 'chatBarText' }] });
  });

  test('a link that cannot be looked up for another reason is no answer', async () => {
    await line.control.inject({ kind: 'serverError', times: 1 });
    expect((await failure(gateway.getLinkedRichMenu(friend))).kind).toBe('unavailable');
  });
});

describe('an ID token of a page inside LINE', () => {
  const verify = (idToken: string) => gateway.verifyIdToken(idToken, LOGIN);
  const tokenFor = async (grant: { expiresInSeconds?: number } = {}) =>
    (await line.control.idToken({ loginChannelId: LOGIN, userId: friend, ...grant })).idToken;

  test('that is good tells who the person is', async () => {
    expect(await verify(await tokenFor())).toEqual({ lineUserId: friend });
  });

  test('that is forged, altered or nonsense is refused', async () => {
    const { privateKey } = await generateKeyPair('ES256');
    const forged = await new SignJWT({ sub: friend, aud: LOGIN }).setProtectedHeader({ alg: 'ES256' }).sign(privateKey);
    const [header, , signature] = (await tokenFor()).split('.');
    const claims = Buffer.from(JSON.stringify({ sub: STRANGER, aud: LOGIN })).toString('base64url');
    for (const idToken of [forged, `${header}.${claims}.${signature}`, 'nonsense', '']) {
      expect(await failure(verify(idToken))).toMatchObject({
        kind: 'invalid',
        status: 400,
        message: 'LINE refused the ID token: Invalid IdToken.',
      });
    }
  });

  test('that has expired is refused', async () => {
    expect(await failure(verify(await tokenFor({ expiresInSeconds: -1 })))).toMatchObject({
      kind: 'invalid',
      message: 'LINE refused the ID token: IdToken expired.',
    });
  });

  test('that was made for another channel is refused', async () => {
    const other = { channelId: '2', channelSecret: 's', accessToken: 'other-token', loginChannelId: '1660000002' };
    await line.control.addBot(other);
    await line.control.befriend({ channelId: '2', userIds: [friend] });
    const { idToken } = await line.control.idToken({ loginChannelId: other.loginChannelId, userId: friend });
    expect(await failure(verify(idToken))).toMatchObject({
      kind: 'invalid',
      message: 'LINE refused the ID token: Invalid IdToken Audience.',
    });
  });

  test('cannot be judged while LINE is down', async () => {
    const idToken = await tokenFor();
    await line.control.inject({ kind: 'serverError', times: 1 });
    expect((await failure(verify(idToken))).kind).toBe('unavailable');
  });
});

describe('asking LINE whether it would take messages', () => {
  const kinds = ['reply', 'push', 'multicast', 'narrowcast', 'broadcast'] as const;

  test.each(kinds)(
    'for a %s: what is sound passes, what is not is named as LINE names it, and nobody gets either',
    async (kind) => {
      await expect(gateway.validateMessages(kind, hello)).resolves.toBeUndefined();
      expect(await failure(gateway.validateMessages(kind, [{ type: 'text', text: '' }]))).toMatchObject({
        kind: 'invalid',
        details: [{ property: 'messages[0].text', message: 'May not be empty' }],
      });
      expect(await seenBy(friend)).toEqual([]);
    },
  );
});

describe('coupons', () => {
  const coupon = {
    title: 'Half price',
    startTimestamp: 1_700_000_000,
    endTimestamp: 2_000_000_000,
    timezone: 'ASIA_TAIPEI',
    visibility: 'UNLISTED',
    maxUseCountPerTicket: 1,
    acquisitionCondition: { type: 'normal' },
    reward: { type: 'gift' },
  };

  test('are made, read, listed a page at a time and closed once', async () => {
    const ids = [await gateway.createCoupon(coupon), await gateway.createCoupon(coupon)];
    const first = await gateway.listCoupons('RUNNING', null, 1);
    const second = await gateway.listCoupons('RUNNING', first.next, 1);
    expect([...first.coupons, ...second.coupons].map(({ couponId }) => couponId).toSorted()).toEqual(ids.toSorted());
    expect(second.next).toBeNull();
    const [id = ''] = ids;
    expect(await gateway.getCoupon(id)).toMatchObject({ couponId: id, title: 'Half price', status: 'RUNNING' });
    await gateway.closeCoupon(id);
    expect(await gateway.getCoupon(id)).toMatchObject({ status: 'CLOSED' });
    expect(await failure(gateway.closeCoupon(id))).toMatchObject({ kind: 'notFound' });
  });

  test('that LINE refuses or does not know end in an error of their kind', async () => {
    expect(await failure(gateway.createCoupon({ ...coupon, title: '' }))).toMatchObject({
      kind: 'invalid',
      details: [{ property: 'title' }],
    });
    expect(await failure(gateway.getCoupon('nobody-made'))).toMatchObject({ kind: 'notFound' });
  });
});
