import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CHANNEL, DAY, type Stage, startStage, text } from './support.js';

let stage: Stage;
beforeEach(async () => {
  stage = await startStage();
});
afterEach(async () => stage.simulator.close());

describe('figures of sends and friends', () => {
  test('clicks of twenty people are counted, by URL', async () => {
    const people = await stage.friends(20);
    const uri = 'https://example.com/sale';
    const action = { type: 'uri', label: 'Open', uri } as const;
    const { httpResponse } = await stage.client().broadcastWithHttpInfo({
      messages: [
        { type: 'template', altText: 'Sale', template: { type: 'buttons', text: 'Sale', actions: [action] } } as never,
      ],
    });
    const requestId = httpResponse.headers.get('x-line-request-id') ?? '';
    for (const userId of people) await stage.control.tapAction({ channelId: CHANNEL, userId, label: 'Open' });
    await stage.control.tapAction({ channelId: CHANNEL, userId: people[0] ?? '', label: 'Open' });
    const { overview, clicks } = await stage.client().getMessageEvent(requestId);
    expect(overview).toMatchObject({ delivered: 20, uniqueImpression: 20, uniqueClick: 20 });
    expect(clicks).toMatchObject([{ seq: 1, url: uri, click: 21, uniqueClick: 20 }]);
  });

  test('deliveries of a day are ready when it is over', async () => {
    const to = await stage.friend();
    await stage.client().pushMessage({ to, messages: [text('hello')] });
    expect(await stage.client().getNumberOfMessageDeliveries('20260810')).toEqual({ status: 'unready' });
    await stage.control.advanceClock(DAY);
    expect(await stage.client().getNumberOfMessageDeliveries('20260810')).toMatchObject({
      status: 'ready',
      apiPush: 1,
    });
    expect(await stage.client().getNumberOfSentPushMessages('20260810')).toEqual({ status: 'ready', success: 1 });
  });

  test('demographics are for accounts with twenty friends', async () => {
    await stage.friends(19, { gender: 'female' });
    expect(await stage.client().getFriendsDemographics()).toEqual({ available: false });
    await stage.friends(1, { gender: 'male' });
    expect(await stage.client().getFriendsDemographics()).toMatchObject({
      available: true,
      genders: [
        { gender: 'female', percentage: 95 },
        { gender: 'male', percentage: 5 },
      ],
      subscriptionPeriods: [{ subscriptionPeriod: 'within7days', percentage: 100 }],
    });
  });
});
