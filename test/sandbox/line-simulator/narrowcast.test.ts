import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { messagingApi } from '@line/bot-sdk';
import { CHANNEL, DAY, SECOND, type Stage, refusal, startStage, text } from './support.js';

let stage: Stage;
beforeEach(async () => {
  stage = await startStage();
});
afterEach(async () => stage.simulator.close());

type Fields = Partial<messagingApi.NarrowcastRequest>;
const narrowcast = async (fields: Fields = {}) => {
  const { httpResponse, body } = await stage.client().narrowcastWithHttpInfo({ messages: [text('news')], ...fields });
  return { status: httpResponse.status, body, requestId: httpResponse.headers.get('x-line-request-id') ?? '' };
};
const progress = async (requestId: string) => stage.client().getNarrowcastProgress(requestId);
const upload = async (userIds: string[]) => {
  const { audienceGroupId = 0 } = await stage
    .client()
    .createAudienceGroup({ description: 'Riders', isIfaAudience: false, audiences: userIds.map((id) => ({ id })) });
  return audienceGroupId;
};
const women: Fields = {
  filter: { demographic: { type: 'gender', oneOf: ['female'] } as messagingApi.DemographicFilter },
};
const audience = (audienceGroupId: number) => ({ type: 'audience', audienceGroupId }) as messagingApi.Recipient;

describe('check 28: the life of a narrowcast', () => {
  test('waiting without counts, sending, succeeded; who blocks meanwhile is a failure', async () => {
    const people = await stage.friends(60);
    const { status, body, requestId } = await narrowcast();
    expect({ status, body }).toEqual({ status: 202, body: {} });
    const waiting = await progress(requestId);
    expect(waiting).toEqual({ phase: 'waiting', acceptedTime: '2026-08-10T03:00:00.000Z' });
    await stage.control.advanceClock(SECOND);
    expect(await progress(requestId)).toMatchObject({ phase: 'sending' });
    await stage.control.block({ channelId: CHANNEL, userId: people[0] ?? '' });
    await stage.control.advanceClock(SECOND);
    expect(await progress(requestId)).toMatchObject({
      phase: 'succeeded',
      targetCount: 60,
      successCount: 59,
      failureCount: 1,
      completedTime: '2026-08-10T03:00:02.000Z',
    });
    expect(await stage.seen(people[1] ?? '')).toEqual(['news']);
    expect(await stage.seen(people[0] ?? '')).toEqual([]);
  });

  test('limit.max cuts the number of recipients', async () => {
    await stage.friends(80);
    const { requestId } = await narrowcast({ limit: { max: 55 } });
    await stage.control.advanceClock(5 * SECOND);
    expect(await progress(requestId)).toMatchObject({ phase: 'succeeded', successCount: 55 });
  });
});

describe('check 29: too few people', () => {
  test('a filter with fewer than 100 friends is answered 403', async () => {
    await stage.friends(99, { gender: 'female' });
    expect(await refusal(narrowcast(women))).toMatchObject({
      status: 403,
      body: { message: 'Your account does not have enough friends' },
    });
    await stage.friends(1, { gender: 'male' });
    const { requestId } = await narrowcast(women);
    await stage.control.advanceClock(5 * SECOND);
    expect(await progress(requestId)).toMatchObject({ phase: 'succeeded', successCount: 99 });
  });

  test('fewer than 50 final recipients: accepted, then failed with error 2', async () => {
    await stage.friends(49);
    const { requestId } = await narrowcast();
    await stage.control.advanceClock(5 * SECOND);
    expect(await progress(requestId)).toMatchObject({ phase: 'failed', errorCode: 2 });
  });

  test('one of several audiences below 50 fails with error 4; own uploads are exempt', async () => {
    const people = await stage.friends(100);
    const small = await upload(people.slice(0, 3));
    const { requestId: earlier } = await narrowcast({ limit: { max: 50 } });
    await stage.control.advanceClock(5 * SECOND);
    const own = await narrowcast({ recipient: audience(small) });
    await stage.control.advanceClock(5 * SECOND);
    expect(await progress(own.requestId)).toMatchObject({ phase: 'succeeded', successCount: 3 });

    const clicked = await stage.client().createImpBasedAudienceGroup({ description: 'Seen', requestId: own.requestId });
    await stage.control.advanceClock(5 * SECOND);
    const redelivery = { type: 'redelivery', requestId: earlier } as messagingApi.Recipient;
    const or = [audience(clicked.audienceGroupId ?? 0), redelivery];
    const several = await narrowcast({ recipient: { type: 'operator', or } as messagingApi.Recipient });
    await stage.control.advanceClock(5 * SECOND);
    expect(await progress(several.requestId)).toMatchObject({ phase: 'failed', errorCode: 4 });
  });
});

describe('check 30: what a narrowcast may ask for', () => {
  test('an audience that is unknown or not ready', async () => {
    const people = await stage.friends(60);
    const invalid = (id: number) => ({ status: 400, body: { message: `Invalid audience group id: ${id}` } });
    expect(await refusal(narrowcast({ recipient: audience(999) }))).toMatchObject(invalid(999));
    const id = await upload(people);
    expect(await refusal(narrowcast({ recipient: audience(id) }))).toMatchObject(invalid(id));
    await stage.control.advanceClock(5 * SECOND);
    await narrowcast({ recipient: audience(id) });
  });

  test('a request that was no narrowcast cannot be redelivered', async () => {
    const requestId = randomUUID();
    const recipient = { type: 'redelivery', requestId } as messagingApi.Recipient;
    expect(await refusal(narrowcast({ recipient }))).toMatchObject({
      status: 400,
      body: { message: `Invalid request id: ${requestId}` },
    });
  });

  test('forbidPartialDelivery alone', async () => {
    expect(await refusal(narrowcast({ limit: { max: 1, forbidPartialDelivery: true } }))).toMatchObject({
      status: 400,
      body: { message: 'The option forbidPartialDelivery must be used with upToRemainingQuota.' },
    });
  });

  test('eleven audiences, an operator with two keys, an empty one', async () => {
    const id = await upload(await stage.friends(60));
    await stage.control.advanceClock(5 * SECOND);
    const part = audience(id);
    const operators = [{ or: Array.from({ length: 11 }, () => part) }, { and: [part], or: [part] }, { and: [] }];
    for (const operator of operators) {
      const recipient = { type: 'operator', ...operator } as messagingApi.Recipient;
      expect((await refusal(narrowcast({ recipient }))).status).toBe(400);
    }
  });
});

describe('check 31: figures', () => {
  test('progress of an unknown, foreign or old request is not found', async () => {
    await stage.friends(60);
    const missing = { status: 404, body: { message: 'Not found' } };
    expect(await refusal(progress(randomUUID()))).toMatchObject(missing);
    const { requestId } = await narrowcast();
    await stage.control.advanceClock(14 * DAY);
    expect(await progress(requestId)).toMatchObject({ phase: 'succeeded' });
    await stage.control.advanceClock(SECOND);
    expect(await refusal(progress(requestId))).toMatchObject(missing);
    expect((await refusal(progress('nonsense'))).status).toBe(400);
  });

  test('figures below 20 are null, except how many were delivered', async () => {
    await stage.friends(19);
    const { httpResponse } = await stage.client().broadcastWithHttpInfo({ messages: [text('news')] });
    const requestId = httpResponse.headers.get('x-line-request-id') ?? '';
    expect((await stage.client().getMessageEvent(requestId)).overview).toMatchObject({
      delivered: 19,
      uniqueImpression: null,
      uniqueClick: null,
    });
    await stage.friends(1);
    const second = await stage.client().broadcastWithHttpInfo({ messages: [text('news')] });
    const secondId = second.httpResponse.headers.get('x-line-request-id') ?? '';
    expect((await stage.client().getMessageEvent(secondId)).overview).toMatchObject({ uniqueImpression: 20 });
  });

  test('a broadcast is looked up by request, a push by its unit only', async () => {
    const people = await stage.friends(20);
    const { httpResponse } = await stage
      .client()
      .multicastWithHttpInfo({ to: people, messages: [text('news')], customAggregationUnits: ['sale'] });
    const requestId = httpResponse.headers.get('x-line-request-id') ?? '';
    expect(await refusal(stage.client().getMessageEvent(requestId))).toMatchObject({
      status: 404,
      body: { message: 'Not found' },
    });
    const statistics = await stage.client().getStatisticsPerUnit('sale', '20260810', '20260810');
    expect(statistics.overview).toMatchObject({ uniqueImpression: 20, uniqueClick: null });
    expect(await stage.ask('/v2/bot/insight/message/event/aggregation')).toMatchObject({
      status: 400,
      body: { message: null, key: null, stacktrace: null, code: null },
    });
  });
});
