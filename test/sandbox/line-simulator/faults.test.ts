import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CHANNEL, type Stage, refusal, startStage, text } from './support.js';

let stage: Stage;
let to: string;
beforeEach(async () => {
  stage = await startStage();
  to = await stage.friend();
});
afterEach(async () => stage.simulator.close());

const push = async (key = randomUUID()) => stage.client().pushMessage({ to, messages: [text('hello')] }, key);

describe('faults on demand', () => {
  test.each([
    ['rate', 429, 'The API rate limit has been exceeded. Try again later.'],
    ['quota', 429, 'You have reached your monthly limit.'],
  ] as const)('%s, as often as asked', async (kind, status, message) => {
    await stage.control.inject({ kind, times: 2 });
    expect(await refusal(push())).toMatchObject({ status, body: { message } });
    expect((await refusal(push())).status).toBe(status);
    await push();
    expect(await stage.seen(to)).toEqual(['hello']);
  });

  test('a server error of a chosen status, on one endpoint only', async () => {
    await stage.control.inject({ kind: 'serverError', status: 503, path: '/v2/bot/message/push' });
    expect((await refusal(push())).status).toBe(503);
    await stage.client().multicast({ to: [to], messages: [text('news')] });
    await stage.control.clearFaults();
    await push();
    expect(await stage.seen(to)).toEqual(['news', 'hello']);
  });

  test('a regular expression names paths, and a channel ID one channel', async () => {
    await stage.control.inject({ kind: 'serverError', path: '/message/(push|multicast)$', channelId: CHANNEL });
    expect((await refusal(push())).status).toBe(500);
    await stage.client().broadcast({ messages: [text('news')] });
    await stage.control.addBot({ channelId: '2', channelSecret: 's', accessToken: 'other-token' });
    await stage.client('other-token').multicast({ to: [to], messages: [text('news')] });
  });

  test('accepted, then no answer: the same key is answered 409', async () => {
    await stage.control.inject({ kind: 'acceptThenTimeout', times: 1, delayMs: 50 });
    const key = randomUUID();
    await expect(push(key)).rejects.toThrow('fetch failed');
    expect((await refusal(push(key))).status).toBe(409);
    expect(await stage.seen(to)).toEqual(['hello']);
  });

  test('reset: nothing was accepted', async () => {
    await stage.control.inject({ kind: 'reset', times: 1 });
    const key = randomUUID();
    await expect(push(key)).rejects.toThrow('fetch failed');
    expect(await stage.seen(to)).toEqual([]);
    await push(key);
  });

  test('down until it is cleared, while the control API stays up', async () => {
    await stage.control.inject({ kind: 'down' });
    await expect(push()).rejects.toThrow('fetch failed');
    await expect(push()).rejects.toThrow('fetch failed');
    expect((await stage.ask('/control')).status).toBe(200);
    await stage.control.clearFaults();
    await push();
  });

  test('slow answers arrive all the same', async () => {
    await stage.control.slowEvery(30);
    const before = performance.now();
    await push();
    expect(performance.now() - before).toBeGreaterThanOrEqual(25);
    await stage.control.slowEvery(0);
  });

  test('a fault of no probability never strikes', async () => {
    await stage.control.inject({ kind: 'serverError', probability: 0 });
    await push();
    expect(await stage.seen(to)).toEqual(['hello']);
  });
});
