import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { validateSignature } from '@line/bot-sdk';
import { BotServer, CHANNEL, SECRET, type Stage, ULID, refusal, signatureOf, startStage } from './support.js';

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

const say = async (text: string, who = userId) => stage.control.sendText({ channelId: CHANNEL, userId: who, text });

describe('check 39: webhooks as they are posted', () => {
  test('the signature is of the exact bytes, which are UTF-8 JSON', async () => {
    expect(await say('こんにちは 🛵')).toMatchObject({ response: { status: 200 } });
    const [post] = bot.posts;
    expect(post?.contentType).toBe('application/json; charset=utf-8');
    expect(post?.signature).toBe(signatureOf(post?.body ?? Buffer.alloc(0)));
    expect(validateSignature(post?.body ?? '', SECRET, post?.signature ?? '')).toBe(true);
    expect(post?.body.includes(Buffer.from('こんにちは 🛵'))).toBe(true);
    const { botUserId } = await stage.control.bot(CHANNEL);
    expect(post?.destination).toBe(botUserId);
  });

  test('every event has what all events have', async () => {
    await say('hello');
    expect(bot.events[0]).toEqual({
      type: 'message',
      mode: 'active',
      timestamp: await stage.control.now(),
      webhookEventId: expect.stringMatching(ULID),
      deliveryContext: { isRedelivery: false },
      source: { type: 'user', userId },
      replyToken: expect.any(String),
      message: {
        type: 'text',
        id: expect.stringMatching(/^\d{18}$/),
        text: 'hello',
        quoteToken: expect.any(String),
        markAsReadToken: expect.any(String),
      },
    });
  });

  test('one POST may carry events of several people', async () => {
    const other = await stage.friend('Commuter');
    await stage.control.holdWebhooks({ channelId: CHANNEL, hold: true });
    expect(await say('one')).toMatchObject({ response: { isHeld: true } });
    await say('two', other);
    expect(bot.posts).toHaveLength(0);
    await stage.control.flush({ channelId: CHANNEL, perRequest: 2 });
    expect(bot.posts).toHaveLength(1);
    expect(bot.events.map((event) => (event['source'] as { userId: string }).userId)).toEqual([userId, other]);
  });

  test('the test endpoint posts no events and tells what came back', async () => {
    expect(await stage.client().testWebhookEndpoint({})).toMatchObject({
      success: true,
      statusCode: 200,
      reason: 'OK',
    });
    expect(bot.posts).toMatchObject([{ events: [] }]);
    bot.status = 503;
    expect(await stage.client().testWebhookEndpoint({})).toMatchObject({
      success: false,
      statusCode: 503,
      reason: 'ERROR_STATUS_CODE',
    });
    expect(await stage.control.webhookStatistics(CHANNEL)).toMatchObject({ posts: 0 });
    bot.close();
    const gone = await stage.client().testWebhookEndpoint({});
    expect(gone).toMatchObject({ success: false, statusCode: 0, reason: 'COULD_NOT_CONNECT' });
  });

  test('an answer after two seconds is a timeout, another status an error', async () => {
    bot.status = 500;
    expect((await say('one')).response).toEqual({ status: 500, error: 'error_status_code' });
    bot.delay = 2_300;
    expect((await say('two')).response).toEqual({ error: 'request_timeout' });
    expect(await stage.control.webhookStatistics(CHANNEL)).toMatchObject({
      posts: 2,
      succeeded: 0,
      failed: { error_status_code: 1, request_timeout: 1 },
    });
  });

  test('the endpoint can be set and read', async () => {
    const client = stage.client();
    expect(await client.getWebhookEndpoint()).toEqual({ endpoint: bot.url, active: true });
    await client.setWebhookEndpoint({ endpoint: 'https://example.com/webhook' });
    expect((await client.getWebhookEndpoint()).endpoint).toBe('https://example.com/webhook');
    expect(await refusal(client.setWebhookEndpoint({ endpoint: 'http://example.com' }))).toMatchObject({
      status: 400,
      body: { message: 'Invalid webhook endpoint URL' },
    });
    await stage.control.setWebhookUrl({ channelId: CHANNEL, webhookUrl: null });
    expect(await refusal(client.getWebhookEndpoint())).toMatchObject({
      status: 404,
      body: { message: 'Webhook endpoint not found' },
    });
  });
});
