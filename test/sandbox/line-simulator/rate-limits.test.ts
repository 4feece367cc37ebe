import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CHANNEL, HOUR, MINUTE, type Stage, refusal, startStage, text } from './support.js';

const RATE_LIMITED = 'The API rate limit has been exceeded. Try again later.';

let stage: Stage;
beforeEach(async () => {
  stage = await startStage();
});
afterEach(async () => stage.simulator.close());

describe('check 6: rate limits', () => {
  test('the 61st broadcast of an hour is answered 429, and one more passes a minute later', async () => {
    const send = async () => stage.client().broadcast({ messages: [text('news')] });
    for (let count = 0; count < 60; count += 1) await send();
    expect(await refusal(send())).toMatchObject({ status: 429, body: { message: RATE_LIMITED } });
    await stage.control.advanceClock(MINUTE);
    await send();
    expect(await refusal(send())).toMatchObject({ status: 429 });
  });

  test('multicast takes 200 at once and refills 200 a second', async () => {
    const userId = await stage.friend();
    const send = async () => stage.client().multicast({ to: [userId], messages: [text('news')] });
    for (let count = 0; count < 200; count += 1) await send();
    expect(await refusal(send())).toMatchObject({ status: 429 });
    await stage.control.advanceClock(500);
    for (let count = 0; count < 100; count += 1) await send();
    expect(await refusal(send())).toMatchObject({ status: 429 });
  });

  test('IDs in a path share one bucket; other endpoints and other channels have their own', async () => {
    await stage.control.addBot({ channelId: '2', channelSecret: 'other', accessToken: 'other-token' });
    const remove = async (id: number, token?: string) =>
      stage.ask(`/v2/bot/richmenu/richmenu-${id}`, { method: 'DELETE', ...(token && { token }) });
    for (let id = 0; id < 100; id += 1) expect((await remove(id)).status).toBe(404);
    expect((await remove(100)).status).toBe(429);
    expect((await remove(100, 'other-token')).status).toBe(404);
    expect((await stage.ask('/v2/bot/richmenu/list')).status).toBe(200);
    await stage.control.advanceClock(HOUR);
    expect((await remove(101)).status).toBe(404);
  });

  test('limits can be switched off for load tests', async () => {
    const free = await startStage({ rateLimits: false });
    for (let count = 0; count < 70; count += 1) await free.client().broadcast({ messages: [text('news')] });
    expect(await free.control.calls({ channelId: CHANNEL })).toEqual([
      { channelId: CHANNEL, endpoint: 'POST /v2/bot/message/broadcast', byStatus: { 200: 70 }, peakPerSecond: 70 },
    ]);
    await free.simulator.close();
  });
});
