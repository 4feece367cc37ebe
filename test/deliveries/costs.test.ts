import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Context } from '../../src/context.js';
import { CostDayModel } from '../../src/deliveries/cost-day.model.js';
import { countCostDays, sweepCostDays } from '../../src/deliveries/count-cost-days.js';
import { planDelivery } from '../../src/deliveries/deliver.js';
import { DeliveryModel, type Delivery } from '../../src/deliveries/delivery.model.js';
import { reportCosts } from '../../src/deliveries/report-costs.js';
import { buildApp, CHANNEL_ID, type TestApp } from '../support/build-app.js';

// Days of Asia/Taipei, where the channel is: each begins at 16:00 UTC of the day before.
let product: TestApp;
beforeAll(async () => {
  product = await buildApp({ roles: ['server'] });
});
afterAll(() => product.close());

const at = (time: string): Context => ({ ...product.app.ctx, clock: { now: () => new Date(time) } });
let number = 0;
const accepted = async (settledAt: string, sender: Delivery['sender'], method: Delivery['method'] = 'push') => {
  number += 1;
  const friend = { _id: `f${number}`, channelId: CHANNEL_ID, lineUserId: `U${number}` };
  const content = { messages: [{ type: 'text' as const, text: 'x' }] };
  const planned = planDelivery({ id: `cost${number}`, friend, sender, content, dueAt: new Date(0) }, new Date(0));
  const settled = { state: 'accepted' as const, method, settledAt: new Date(settledAt) };
  await DeliveryModel.collection.insertOne({ ...planned, ...settled } as never);
};
const storedDays = async () =>
  (await CostDayModel.find({ channelId: CHANNEL_ID }).sort({ day: 1 }).lean()).map(({ day }) => day);
const read = (now: string) => reportCosts(at(now), CHANNEL_ID, { from: '2026-03-01', until: '2026-03-10' });
const campaign = { kind: 'campaign' as const, id: 'c1' };

test('days that are over are counted once, open ones from the ledger, and both add up to the same', async () => {
  await accepted('2026-03-01T15:59:59.999Z', campaign);
  await accepted('2026-03-01T16:00:00Z', campaign);
  await accepted('2026-03-04T01:00:00Z', { kind: 'api', id: 'one' });
  await accepted('2026-03-04T02:00:00Z', { kind: 'api', id: 'two' });
  await accepted('2026-03-04T03:00:00Z', campaign, 'reply');
  await accepted('2026-03-05T03:00:00Z', campaign);
  const now = '2026-03-05T10:00:00Z';
  const expected = [
    { day: '2026-03-01', sender: campaign, billed: 1, savedByReply: 0, unconfirmed: 0 },
    { day: '2026-03-02', sender: campaign, billed: 1, savedByReply: 0, unconfirmed: 0 },
    { day: '2026-03-04', sender: { kind: 'api', id: 'api' }, billed: 2, savedByReply: 0, unconfirmed: 0 },
    { day: '2026-03-04', sender: campaign, billed: 0, savedByReply: 1, unconfirmed: 0 },
    { day: '2026-03-05', sender: campaign, billed: 1, savedByReply: 0, unconfirmed: 0 },
  ];
  expect(await read(now)).toEqual(expected);

  const woken: string[] = [];
  await sweepCostDays({ ...at(now), wake: (job) => woken.push(job) });
  expect(woken).toEqual(['deliveries.count-cost-days']);
  await Promise.all([countCostDays(at(now), CHANNEL_ID), countCostDays(at(now), CHANNEL_ID)]);
  expect(await storedDays()).toEqual(['2026-03-01', '2026-03-02', '2026-03-04']);
  expect(await read(now)).toEqual(expected);

  // What is counted is not read from the ledger again.
  await DeliveryModel.deleteMany({ channelId: CHANNEL_ID, settledAt: { $lt: new Date('2026-03-04T16:00:00Z') } });
  expect(await read(now)).toEqual(expected);
  woken.length = 0;
  await sweepCostDays({ ...at(now), wake: (job) => woken.push(job) });
  expect(woken).toEqual([]);
});

test('a day is counted an hour after its end, and anew when a clock that was ahead had counted it', async () => {
  await countCostDays(at('2026-03-05T16:59:00Z'), CHANNEL_ID);
  expect(await storedDays()).not.toContain('2026-03-05');
  await countCostDays(at('2026-03-05T17:00:00Z'), CHANNEL_ID);
  expect(await storedDays()).toContain('2026-03-05');

  await accepted('2026-03-06T03:00:00Z', campaign);
  await countCostDays(at('2026-03-08T00:00:00Z'), CHANNEL_ID);
  await accepted('2026-03-06T04:00:00Z', campaign);
  const today = { day: '2026-03-06', sender: campaign, billed: 2, savedByReply: 0, unconfirmed: 0 };
  expect((await read('2026-03-06T05:00:00Z')).at(-1)).toEqual(today);
  await sweepCostDays({ ...at('2026-03-06T05:00:00Z'), wake: () => {} });
  await countCostDays(at('2026-03-07T00:00:00Z'), CHANNEL_ID);
  expect((await read('2026-03-07T00:00:00Z')).at(-1)).toEqual(today);
});

test('in another zone of the channel days are others, and are counted anew', async () => {
  await product.api('PATCH', `/api/v1/channels/${CHANNEL_ID}`, { timeZone: 'America/New_York' });
  const evening = { day: '2026-03-05', sender: campaign, billed: 2, savedByReply: 0, unconfirmed: 0 };
  expect((await read('2026-03-20T00:00:00Z')).at(-1)).toEqual(evening);
});
