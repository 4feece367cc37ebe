import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { BotServer, CHANNEL, DAY, MINUTE, SECOND, type Stage, refusal, startStage, text } from './support.js';

const INVALID = { status: 400, body: { message: 'Invalid reply token' } };

let stage: Stage;
let bot: BotServer;
let userId: string;
beforeEach(async () => {
  stage = await startStage();
  bot = await BotServer.start();
  await stage.control.setWebhookUrl({ channelId: CHANNEL, webhookUrl: bot.url });
  userId = await stage.friend();
});
afterEach(async () => {
  await stage.simulator.close();
  bot.close();
});

const ask = async () => {
  const { events } = await stage.control.sendText({ channelId: CHANNEL, userId, text: 'Is it open today?' });
  return { replyToken: events[0]?.replyToken ?? '', webhookEventId: events[0]?.webhookEventId ?? '' };
};
const answer = async (replyToken: string, token?: string) =>
  stage.client(token).replyMessage({ replyToken, messages: [text('Yes.')] });

describe('check 10: reply tokens', () => {
  test('unknown, used and foreign tokens are refused', async () => {
    await stage.control.addBot({ channelId: '2', channelSecret: 'other', accessToken: 'other-token' });
    const { replyToken } = await ask();
    expect(await refusal(answer('0'.repeat(32)))).toMatchObject(INVALID);
    expect(await refusal(answer(replyToken, 'other-token'))).toMatchObject(INVALID);
    await answer(replyToken);
    expect(await refusal(answer(replyToken))).toMatchObject(INVALID);
    expect(await stage.seen(userId)).toEqual(['Yes.']);
  });
});

describe('check 11: how long a reply token lives', () => {
  test('one minute from the webhook', async () => {
    const first = await ask();
    await stage.control.advanceClock(MINUTE);
    await answer(first.replyToken);
    const second = await ask();
    await stage.control.advanceClock(MINUTE + SECOND);
    expect(await refusal(answer(second.replyToken))).toMatchObject(INVALID);
  });

  test('one more minute from a redelivery, until twenty minutes after the event', async () => {
    const { replyToken, webhookEventId } = await ask();
    const redeliver = async () => stage.control.redeliver({ channelId: CHANNEL, webhookEventIds: [webhookEventId] });
    await stage.control.advanceClock(10 * MINUTE);
    expect(await refusal(answer(replyToken))).toMatchObject(INVALID);
    await redeliver();
    await answer(replyToken);
    await redeliver();
    expect(await refusal(answer(replyToken))).toMatchObject(INVALID);

    const late = await ask();
    await stage.control.advanceClock(20 * MINUTE + SECOND);
    await stage.control.redeliver({ channelId: CHANNEL, webhookEventIds: [late.webhookEventId] });
    expect(await refusal(answer(late.replyToken))).toMatchObject(INVALID);
  });
});

describe('check 12: what a reply costs', () => {
  test('it returns sentMessages, counts as a reply and not against the quota', async () => {
    const { replyToken } = await ask();
    const { sentMessages } = await answer(replyToken);
    expect(sentMessages).toEqual([{ id: expect.stringMatching(/^\d{18}$/), quoteToken: expect.any(String) }]);
    expect(await stage.client().getMessageQuotaConsumption()).toEqual({ totalUsage: 0 });
    await stage.control.advanceClock(DAY);
    expect(await stage.client().getNumberOfSentReplyMessages('20260810')).toEqual({ status: 'ready', success: 1 });
  });

  test('a missing token is named', async () => {
    const refused = await refusal(answer(''));
    expect(refused).toMatchObject({ status: 400, body: { details: [{ property: 'replyToken' }] } });
  });
});
