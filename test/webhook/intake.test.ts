import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { WebhookEventModel } from '../../src/webhook/webhook-event.model.js';
import { aText, anEvent, aUserId, buildApp, CHANNEL_ID, sign, type TestApp } from '../support/build-app.js';
import { eventually } from '../support/eventually.js';

let product: TestApp;
beforeAll(async () => {
  product = await buildApp({ roles: ['server'] });
});
afterAll(() => product.close());

const countStored = () => WebhookEventModel.countDocuments();

describe('200', () => {
  test("LINE's own example of a signed body is taken", async () => {
    const raw = '{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}';
    expect(await product.postWebhook(raw, { signature: 'GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs=' })).toMatchObject(
      { status: 200 },
    );
  });

  test('the signature is on the raw bytes: escapes, spaces and emoji are kept as they came', async () => {
    const event = JSON.stringify(aText('x')).replace('"x"', '"\\u3042 \\ud83d\\udef5 ก่อน"');
    expect((await product.postWebhook(`{ "destination" : "U", "events" : [ ${event} ] }`)).status).toBe(200);
  });

  test('an event is stored before it is acknowledged', async () => {
    const event = aText('stored');
    expect((await product.postWebhook({ destination: 'U', events: [event] })).status).toBe(200);
    expect(await WebhookEventModel.findById(`${CHANNEL_ID}/${event.webhookEventId}`).lean()).toMatchObject({
      state: 'pending',
      event,
    });
  });

  test('the same event delivered three times, also within one request, is stored once', async () => {
    const event = aText('again');
    await product.postWebhook({ destination: 'U', events: [event, event] });
    await product.postWebhook({ destination: 'U', events: [{ ...event, deliveryContext: { isRedelivery: true } }] });
    expect(await WebhookEventModel.countDocuments({ _id: `${CHANNEL_ID}/${event.webhookEventId}` })).toBe(1);
  });

  test('an entry that is no event is left out and the rest of its request is kept', async () => {
    const event = aText('kept');
    expect((await product.postWebhook({ destination: 'U', events: [{ nonsense: true }, event, null] })).status).toBe(
      200,
    );
    expect(await WebhookEventModel.exists({ _id: `${CHANNEL_ID}/${event.webhookEventId}` })).not.toBeNull();
  });

  test('a burst of requests loses none', async () => {
    const events = Array.from({ length: 200 }, (_, index) => aText(`burst ${index}`, aUserId(index)));
    const answers = await Promise.all(
      events.map((event) => product.postWebhook({ destination: 'U', events: [event] })),
    );
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    const ids = events.map(({ webhookEventId }) => `${CHANNEL_ID}/${webhookEventId}`);
    expect(await WebhookEventModel.countDocuments({ _id: { $in: ids } })).toBe(200);
  });
});

describe('refused, and nothing is stored', () => {
  const body = () => JSON.stringify({ destination: 'U', events: [aText('refused')] });
  const cases: [string, () => Parameters<TestApp['postWebhook']>, number, string][] = [
    ['no signature', () => [body(), { signature: null }], 401, 'invalid_signature'],
    ['a signature of another secret', () => [body(), { secret: 'another' }], 401, 'invalid_signature'],
    ['a signature of another body', () => [body(), { signature: sign(body()) }], 401, 'invalid_signature'],
    ['a garbled signature', () => [body(), { signature: '%%%' }], 401, 'invalid_signature'],
    ['broken JSON', () => ['{"events": [', {}], 400, 'invalid_json'],
    ['an empty body', () => ['', {}], 400, 'invalid_json'],
    ['events that are no array', () => [{ events: 'none' }, {}], 400, 'invalid_input'],
    [
      'a body over 1 MB',
      () => [JSON.stringify({ destination: 'U', events: [aText('x'.repeat(1_100_000))] }), {}],
      413,
      'too_large',
    ],
    ['an unknown channel', () => [body(), { channelId: '999' }], 404, 'not_found'],
    ['a channel id that is none', () => [body(), { channelId: 'drop' }], 404, 'not_found'],
  ];
  test.each(cases)('%s', async (_name, request, status, code) => {
    const before = await countStored();
    const answer = await product.postWebhook(...request());
    expect(answer).toMatchObject({ status, body: { error: { code } } });
    expect(await countStored()).toBe(before);
  });
});

test('while the store is down the answer is 503, so that LINE delivers again; afterwards all is well', async () => {
  const event = aText('later');
  product.storeProxy.cut();
  expect(await product.postWebhook({ destination: 'U', events: [event] })).toMatchObject({
    status: 503,
    body: { error: { code: 'store_unavailable' } },
  });
  expect(await product.api('GET', '/readyz')).toMatchObject({ status: 503, body: { store: 'unreachable' } });
  expect((await product.api('GET', '/healthz')).status).toBe(200);
  product.storeProxy.mend();
  await eventually(async () => {
    expect((await product.postWebhook({ destination: 'U', events: [event] })).status).toBe(200);
  });
  await eventually(async () => {
    expect(await WebhookEventModel.countDocuments({ _id: `${CHANNEL_ID}/${event.webhookEventId}` })).toBe(1);
  });
});

test('events of one person share a lane, whatever their type', async () => {
  const events = [aText('one', aUserId(77)), anEvent('follow', {}, aUserId(77)), anEvent('unfollow', {}, aUserId(77))];
  expect((await product.postWebhook({ destination: 'U', events })).status).toBe(200);
  const ids = events.map(({ webhookEventId }) => `${CHANNEL_ID}/${webhookEventId}`);
  const stored = await WebhookEventModel.find({ _id: { $in: ids } }).lean();
  expect(new Set(stored.map(({ lane }) => lane)).size).toBe(1);
});
