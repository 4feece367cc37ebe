import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { CampaignModel } from '../../src/campaigns/campaign.model.js';
import { sendCampaign } from '../../src/campaigns/send-campaign.js';
import { DeliveryBatchModel, DeliveryModel } from '../../src/deliveries/delivery.model.js';
import { FriendModel } from '../../src/friends/friend.model.js';
import { findOrCreateFriends } from '../../src/friends/index.js';
import { untilWritten } from '../../src/infra/mongo/model.js';
import { buildApp, aUserId, CHANNEL_ID, type TestApp } from '../support/build-app.js';
import { eventually } from '../support/eventually.js';
import { asText } from '../support/factories.js';

const FRIENDS = 1_120; // three multicasts
let product: TestApp;
const userIds = Array.from({ length: FRIENDS }, (_, index) => aUserId(10_000 + index));

beforeAll(async () => {
  product = await buildApp();
  await product.control.addPeople(
    userIds.map((userId, index) => ({ userId, displayName: `Rider ${index}`, language: 'en' })),
  );
  await product.control.befriend({ channelId: CHANNEL_ID, userIds });
  await findOrCreateFriends(
    product.app.ctx,
    CHANNEL_ID,
    userIds.map((lineUserId) => ({ lineUserId, at: new Date() })),
  );
  await product.api('POST', '/api/v1/attributes', { name: 'city', label: 'City', type: 'text', about: 'demographic' });
  await FriendModel.updateMany(
    {},
    { $set: { 'attributes.city': 'Tainan', profileDueAt: null, outbox: [] }, $unset: { outboxAt: '' } },
  );
}, 60_000);
afterEach(() => product.control.clearFaults());
afterAll(() => product.close());

const audience = { attribute: 'city', is: 'Tainan' };
const schedule = async (content: object, sendAt = new Date()) => {
  const { status, body } = await product.api('POST', '/api/v1/campaigns', { name: 'Test', audience, content, sendAt });
  expect(status).toBe(201);
  return body.id as string;
};
const done = (id: string) =>
  eventually(async () => {
    const { body } = await product.api('GET', `/api/v1/campaigns/${id}`);
    expect(body.state).toBe('done');
    return body;
  }, 60_000);
const timesSeen = async (text: string) => {
  const counts = new Map<number, number>();
  for (const userId of userIds) {
    const { entries } = await product.control.chat({ channelId: CHANNEL_ID, userId });
    const times = entries.filter(
      (entry) => entry.kind === 'seen' && JSON.stringify(entry.message).includes(text),
    ).length;
    counts.set(times, (counts.get(times) ?? 0) + 1);
  }
  return Object.fromEntries(counts);
};

test('identical content goes out as multicasts of at most 500, once to everybody', async () => {
  const id = await schedule(asText('for all'));
  expect(await done(id)).toMatchObject({ audienceSize: FRIENDS, deliveries: { byState: { accepted: FRIENDS } } });
  expect(await timesSeen('for all')).toEqual({ 1: FRIENDS });
  const batches = await DeliveryBatchModel.find({ senderId: id }).lean();
  expect(batches.map(({ lineUserIds }) => lineUserIds.length).toSorted((a, b) => a - b)).toEqual([120, 500, 500]);
  expect((await product.control.duplicates({ channelId: CHANNEL_ID })).people).toEqual([]);
}, 60_000);

test('a campaign waits for its time', async () => {
  const id = await schedule(asText('tomorrow'), new Date(Date.now() + 24 * 3600_000));
  await sendCampaign(product.app.ctx, id);
  await product.app.sweep();
  expect(await CampaignModel.findById(id).lean()).toMatchObject({ state: 'scheduled' });
  expect(await DeliveryModel.countDocuments({ 'sender.id': id })).toBe(0);
});

test('cancelled before its time it sends nothing; cancelled again it says so', async () => {
  const id = await schedule(asText('never'), new Date(Date.now() + 24 * 3600_000));
  expect(await product.api('POST', `/api/v1/campaigns/${id}/cancel`)).toMatchObject({
    status: 200,
    body: { state: 'cancelled' },
  });
  expect(await product.api('POST', `/api/v1/campaigns/${id}/cancel`)).toMatchObject({
    status: 409,
    body: { error: { code: 'conflict' } },
  });
});

test('multicasts that LINE took without answering are repeated with their key: nobody gets two', async () => {
  await product.control.inject({ path: '/v2/bot/message/multicast', kind: 'acceptThenReset', times: 2 });
  const id = await schedule(asText('took and hung up'));
  await eventually(async () => expect(await DeliveryBatchModel.countDocuments({ senderId: id })).toBe(3), 60_000);
  await eventually(async () => {
    await DeliveryBatchModel.updateMany({ senderId: id, state: 'inFlight' }, { $set: { takeOverAt: new Date(0) } });
    await product.app.sweep();
    expect((await product.api('GET', `/api/v1/campaigns/${id}`)).body.state).toBe('done');
  }, 60_000);
  expect(await timesSeen('took and hung up')).toEqual({ 1: FRIENDS });
}, 90_000);

test('the monthly limit pauses a campaign with the rest still planned; resumed with more quota, everybody gets it once', async () => {
  await product.control.inject({ path: '/v2/bot/message/multicast', kind: 'quota' });
  const id = await schedule(asText('over the limit'));
  await eventually(async () => {
    const { body } = await product.api('GET', `/api/v1/campaigns/${id}`);
    expect(body).toMatchObject({
      state: 'paused',
      stateReason: 'monthlyLimit',
      deliveries: { byState: { planned: FRIENDS } },
    });
  }, 60_000);
  const { body } = await product.api('GET', '/api/v1/notices?open=true');
  expect(body.notices).toMatchObject([{ kind: 'campaign.paused', data: { campaignId: id, reason: 'monthlyLimit' } }]);
  await product.control.clearFaults();
  expect(await product.api('POST', `/api/v1/campaigns/${id}/resume`)).toMatchObject({ body: { state: 'sending' } });
  expect(await done(id)).toMatchObject({ deliveries: { byState: { accepted: FRIENDS } } });
  expect(await timesSeen('over the limit')).toEqual({ 1: FRIENDS });
}, 90_000);

test('somebody whom LINE does not know does not keep the others from it: the multicast is halved until only they are left', async () => {
  const strangers = await FriendModel.find({}, { _id: 1, lineUserId: 1 }).sort({ _id: 1 }).skip(3).limit(2).lean();
  for (const { _id } of strangers)
    await FriendModel.updateOne({ _id }, { $set: { lineUserId: `X${_id}` } }, { strict: false });
  const id = await schedule(asText('halved'));
  const report = await done(id);
  for (const { _id, lineUserId } of strangers) await FriendModel.updateOne({ _id }, { $set: { lineUserId } });
  expect(report.deliveries).toEqual({
    byState: { accepted: FRIENDS - 2, rejected: 2 },
    byReason: { invalid: 2 },
  });
  expect(await timesSeen('halved')).toEqual({ 0: 2, 1: FRIENDS - 2 });
  const batches = await DeliveryBatchModel.find({ senderId: id }).lean();
  expect(new Set(batches.map(({ retryKey }) => retryKey)).size).toBe(batches.length);
  expect((await product.control.duplicates({ channelId: CHANNEL_ID })).people).toEqual([]);
}, 90_000);

test('personal content through errors and limits of LINE reaches everybody once', async () => {
  await product.control.inject({ path: '/v2/bot/message/push', kind: 'serverError', probability: 0.05, times: 40 });
  await product.control.inject({ path: '/v2/bot/message/push', kind: 'acceptThenReset', probability: 0.05, times: 40 });
  await product.control.inject({ path: '/v2/bot/message/push', kind: 'rate', probability: 0.05, times: 40 });
  await untilWritten(() =>
    FriendModel.updateMany(
      {},
      [{ $set: { profile: { displayName: { $concat: ['Rider ', '$_id'] }, language: 'en' } } }],
      { updatePipeline: true },
    ),
  );
  const id = await schedule({ template: 'retain-checkup' });
  await eventually(async () => {
    await DeliveryModel.updateMany(
      { 'sender.id': id, state: 'inFlight', takeOverAt: { $ne: null } },
      { $set: { takeOverAt: new Date(0) } },
    );
    await product.app.sweep();
    expect((await product.api('GET', `/api/v1/campaigns/${id}`)).body).toMatchObject({
      state: 'done',
      deliveries: { byState: { accepted: FRIENDS } },
    });
  }, 90_000);
  expect(await timesSeen('free check-up')).toEqual({ 1: FRIENDS });
}, 120_000);
