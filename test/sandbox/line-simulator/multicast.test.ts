import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CHANNEL, STRANGER, type Stage, refusal, startStage, text } from './support.js';

let stage: Stage;
beforeEach(async () => {
  stage = await startStage();
});
afterEach(async () => stage.simulator.close());

const multicast = async (to: string[], messages = [text('news')]) => stage.client().multicast({ to, messages });

describe('check 23: the recipients of a multicast', () => {
  test('501 or none are refused', async () => {
    expect((await refusal(multicast(Array.from({ length: 501 }, () => STRANGER)))).status).toBe(400);
    expect((await refusal(multicast([]))).status).toBe(400);
  });

  test.each([`C${'0'.repeat(32)}`, 'weekend_rider'])('%p at index 1 is named', async (bad) => {
    const userId = await stage.friend();
    expect(await refusal(multicast([userId, bad]))).toMatchObject({
      status: 400,
      body: { message: 'The property, to[1], in the request body is invalid (line: -, column: -)' },
    });
    expect(await stage.seen(userId)).toEqual([]);
  });
});

describe('check 24: all or nobody', () => {
  test('multicast and broadcast return an empty object and reach friends only', async () => {
    const [one = '', two = '', blocker = ''] = await stage.friends(3);
    await stage.control.block({ channelId: CHANNEL, userId: blocker });
    expect(await multicast([one, two, blocker, STRANGER])).toEqual({});
    expect(await stage.client().broadcast({ messages: [text('to all')] })).toEqual({});
    expect(await stage.seen(one)).toEqual(['news', 'to all']);
    expect(await stage.seen(two)).toEqual(['news', 'to all']);
    expect(await stage.seen(blocker)).toEqual([]);
    expect(await stage.client().getMessageQuotaConsumption()).toEqual({ totalUsage: 4 });
  });

  test('after a 4xx nobody has received anything', async () => {
    const people = await stage.friends(3);
    expect((await refusal(multicast(people, [text('fine'), text('')]))).status).toBe(400);
    for (const userId of people) expect(await stage.seen(userId)).toEqual([]);
    const { accepted, refused, refusedCounts } = await stage.control.ledger();
    expect(accepted).toEqual([]);
    expect(refused).toMatchObject([{ status: 400, endpoint: 'POST /v2/bot/message/multicast' }]);
    expect(refusedCounts).toEqual({ 'POST /v2/bot/message/multicast 400': 1 });
  });

  test('somebody named twice sees it once, and the ledger says so', async () => {
    const userId = await stage.friend();
    await multicast([userId, userId]);
    expect(await stage.seen(userId)).toEqual(['news']);
    expect((await stage.control.duplicates()).multicasts).toMatchObject([{ userIds: [userId] }]);
  });
});
