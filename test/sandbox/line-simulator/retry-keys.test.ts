import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CHANNEL, DAY, HOUR, type Stage, refusal, startStage, text } from './support.js';

let stage: Stage;
beforeEach(async () => {
  stage = await startStage();
});
afterEach(async () => stage.simulator.close());

describe('check 7: where a retry key is understood', () => {
  test.each([
    ['POST', '/v2/bot/message/reply'],
    ['POST', '/v2/bot/message/validate/push'],
    ['POST', '/v2/bot/richmenu'],
    ['POST', '/bot/pnp/push'],
  ])('%s %s refuses one', async (method, path) => {
    const headers = { 'x-line-retry-key': randomUUID() };
    expect(await stage.ask(path, { method, json: {}, headers })).toMatchObject({ status: 400 });
  });

  test('a key that is no UUID is refused', async () => {
    const to = await stage.friend();
    const answer = await refusal(stage.client().pushMessage({ to, messages: [text('hello')] }, 'once'));
    expect(answer.status).toBe(400);
    expect(await stage.seen(to)).toEqual([]);
  });
});

describe('check 8: a retry key already accepted', () => {
  test('push is answered 409 with the first request and its messages, and sends nothing again', async () => {
    const to = await stage.friend();
    const key = randomUUID();
    const send = async () => stage.client().pushMessageWithHttpInfo({ to, messages: [text('hello')] }, key);
    const first = await send();
    const firstId = first.httpResponse.headers.get('x-line-request-id');
    const again = await refusal(send());
    expect(again).toMatchObject({
      status: 409,
      body: { message: 'The retry key is already accepted', sentMessages: first.body.sentMessages },
    });
    expect(again.headers.get('x-line-accepted-request-id')).toBe(firstId);
    expect(again.headers.get('x-line-request-id')).not.toBe(firstId);
    expect(await stage.seen(to)).toEqual(['hello']);
    expect(await stage.client().getMessageQuotaConsumption()).toEqual({ totalUsage: 1 });
    const { accepted } = await stage.control.ledger({ channelId: CHANNEL });
    expect(accepted).toHaveLength(1);
    expect(accepted[0]).toMatchObject({ requestId: firstId, retryKey: key, reached: 1, billed: 1 });
    expect(accepted[0]?.retriedBy).toEqual([again.headers.get('x-line-request-id')]);
  });

  test('multicast, broadcast and narrowcast answer 409 without sentMessages', async () => {
    const [userId = ''] = await stage.friends(60);
    const messages = [text('news')];
    for (const send of [
      async (key: string) => stage.client().multicast({ to: [userId], messages }, key),
      async (key: string) => stage.client().broadcast({ messages }, key),
      async (key: string) => stage.client().narrowcast({ messages }, key),
    ]) {
      const key = randomUUID();
      await send(key);
      const { status, body } = await refusal(send(key));
      expect(status).toBe(409);
      expect(body).toEqual({ message: 'The retry key is already accepted' });
    }
  });
});

describe('check 9: a retry key that may be used again', () => {
  test('24 hours later the same key is a new request', async () => {
    const to = await stage.friend();
    const key = randomUUID();
    const send = async () => stage.client().pushMessage({ to, messages: [text('hello')] }, key);
    await send();
    await stage.control.advanceClock(DAY - HOUR);
    expect((await refusal(send())).status).toBe(409);
    await stage.control.advanceClock(HOUR);
    await send();
    expect(await stage.seen(to)).toEqual(['hello', 'hello']);
  });

  test('a key whose attempts were all refused is not blocked', async () => {
    const to = await stage.friend();
    const key = randomUUID();
    const client = stage.client();
    expect((await refusal(client.pushMessage({ to, messages: [] }, key))).status).toBe(400);
    await stage.control.inject({ kind: 'rate', times: 1 });
    expect((await refusal(client.pushMessage({ to, messages: [text('hello')] }, key))).status).toBe(429);
    await client.pushMessage({ to, messages: [text('hello')] }, key);
    expect(await stage.seen(to)).toEqual(['hello']);
  });
});
