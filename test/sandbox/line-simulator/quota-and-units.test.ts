import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CHANNEL, DAY, SECRET, TOKEN, type Stage, refusal, startStage, text } from './support.js';

const LIMIT_REACHED = { status: 429, body: { message: 'You have reached your monthly limit.' } };

let stage: Stage;
beforeEach(async () => {
  stage = await startStage();
});
afterEach(async () => stage.simulator.close());

const used = async () => (await stage.client().getMessageQuotaConsumption()).totalUsage;
const limitTo = async (value: number) =>
  stage.control.addBot({
    channelId: CHANNEL,
    channelSecret: SECRET,
    accessToken: TOKEN,
    quota: { type: 'limited', value },
  });

describe('check 25: aggregation units', () => {
  test('one name of at most 30 letters, digits and underscores', async () => {
    const to = await stage.friend();
    const push = async (customAggregationUnits: string[]) =>
      stage.client().pushMessage({ to, messages: [text('hello')], customAggregationUnits });
    await push(['a'.repeat(30)]);
    for (const bad of [['one', 'two'], ['a'.repeat(31)], ['spring-sale'], ['春']]) {
      expect((await refusal(push(bad))).status).toBe(400);
    }
  });

  test('names are case-sensitive; the 1,001st of a month is sent but not recorded', async () => {
    const to = await stage.friend();
    const push = async (unit: string) =>
      stage.client().pushMessage({ to, messages: [text('hello')], customAggregationUnits: [unit] });
    for (let count = 0; count < 998; count += 1) await push(`unit_${count}`);
    await push('Sale');
    await push('sale');
    await push('one_too_many');
    const count = async () => (await stage.client().getAggregationUnitUsage()).numOfCustomAggregationUnits;
    expect(await count()).toBe(1_000);
    expect(await used()).toBe(1_001);
    const { customAggregationUnits, next } = await stage.client().getAggregationUnitNameList('100');
    expect(customAggregationUnits).toHaveLength(100);
    expect(next).toEqual(expect.any(String));
    await stage.control.advanceClock(31 * DAY);
    expect(await count()).toBe(0);
  });
});

describe('check 26: the monthly limit', () => {
  test('a request that would exceed it fails as a whole', async () => {
    await limitTo(3);
    const people = await stage.friends(4);
    const multicast = async (to: string[]) => stage.client().multicast({ to, messages: [text('news')] });
    expect(await refusal(multicast(people))).toMatchObject(LIMIT_REACHED);
    for (const userId of people) expect(await stage.seen(userId)).toEqual([]);
    await multicast(people.slice(0, 3));
    expect(await used()).toBe(3);
    expect(await refusal(multicast(people.slice(0, 1)))).toMatchObject(LIMIT_REACHED);
    await stage.control.advanceClock(31 * DAY);
    await multicast(people.slice(0, 1));
    expect(await used()).toBe(1);
  });

  test('a running narrowcast sets its reach aside, so that others fail before the limit is used', async () => {
    await limitTo(100);
    const [userId = ''] = await stage.friends(60);
    const push = async () => stage.client().pushMessage({ to: userId, messages: [text('hello')] });
    const wide = stage.client().narrowcast({ messages: [text('news')], limit: { max: 59 } });
    await wide;
    expect(await used()).toBe(0);
    for (let count = 0; count < 41; count += 1) await push();
    expect(await refusal(push())).toMatchObject(LIMIT_REACHED);
    await stage.control.advanceClock(5_000);
    expect(await used()).toBe(100);
  });
});

describe('check 27: what counts as a message', () => {
  test('people reached, whatever the number of bubbles', async () => {
    const [one = '', two = ''] = await stage.friends(2);
    const five = Array.from({ length: 5 }, (_, index) => text(`part ${index}`));
    await stage.client().pushMessage({ to: one, messages: five });
    expect(await used()).toBe(1);
    await stage.client().multicast({ to: [one, two], messages: five });
    expect(await used()).toBe(3);
    expect(await stage.control.bills(CHANNEL)).toMatchObject({
      billedByMonth: { '202608': { push: 1, multicast: 2 } },
    });
  });

  test('a push to a group counts its members', async () => {
    const userIds = await stage.friends(4);
    const { groupId } = await stage.control.createGroup({ userIds });
    await stage.control.joinBot({ channelId: CHANNEL, groupId });
    await stage.client().pushMessage({ to: groupId, messages: [text('hello all')] });
    expect(await used()).toBe(4);
    const { entries } = await stage.control.groupChat({ channelId: CHANNEL, groupId });
    expect(entries).toMatchObject([{ kind: 'seen', method: 'push', message: { text: 'hello all' } }]);
  });

  test('a quota without limit has no value', async () => {
    expect(await stage.client().getMessageQuota()).toEqual({ type: 'none' });
    await limitTo(200);
    expect(await stage.client().getMessageQuota()).toEqual({ type: 'limited', value: 200 });
  });
});
