import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { AggregationUnitModel } from '../../src/campaigns/aggregation-unit.model.js';
import { CampaignModel, type Campaign } from '../../src/campaigns/campaign.model.js';
import { claimUnit, UNITS_PLANNED_MAX } from '../../src/campaigns/claim-unit.js';
import { nextReadAt } from '../../src/campaigns/core/line-figures.js';
import { readLineFigures } from '../../src/campaigns/read-line-figures.js';
import { sendCampaign } from '../../src/campaigns/send-campaign.js';
import { findOrCreateFriends } from '../../src/friends/index.js';
import { FriendModel } from '../../src/friends/friend.model.js';
import { buildApp, aUserId, CHANNEL_ID, type TestApp } from '../support/build-app.js';
import { eventually } from '../support/eventually.js';
import { asText } from '../support/factories.js';

const DAY_MS = 24 * 3_600_000;
let product: TestApp;
const userIds = Array.from({ length: 25 }, (_, index) => aUserId(50_000 + index));

beforeAll(async () => {
  product = await buildApp();
  const { control, app } = product;
  await control.addPeople(userIds.map((userId) => ({ userId, displayName: 'Rider' })));
  await control.befriend({ channelId: CHANNEL_ID, userIds });
  await findOrCreateFriends(
    app.ctx,
    CHANNEL_ID,
    userIds.map((lineUserId) => ({ lineUserId, at: new Date() })),
  );
  await FriendModel.updateMany({}, { $set: { profileDueAt: null, outbox: [] }, $unset: { outboxAt: '' } });
}, 60_000);
afterEach(async () => {
  await product.control.clearFaults();
  const keys = await product.redis.keys('*:rate:*');
  if (keys.length > 0) await product.redis.del(keys);
});
afterAll(() => product.close());

const api = (method: string, path: string, body?: object) => product.api(method, `/api/v1${path}`, body);
const buttons = {
  messages: [
    {
      type: 'template',
      altText: 'Book',
      template: {
        type: 'buttons',
        text: 'A ride?',
        actions: [{ type: 'uri', label: 'Book', uri: 'https://example.com/book' }],
      },
    },
  ],
};
const sendOut = async (rest: object = {}) => {
  const { body } = await api('POST', '/campaigns', {
    name: 'Counted',
    audience: { everyone: true },
    content: buttons,
    links: null,
    sendAt: new Date(),
    ...rest,
  });
  await eventually(async () => {
    await sendCampaign(product.app.ctx, body.id);
    expect((await api('GET', `/campaigns/${body.id}`)).body.state).toBe('done');
  });
  return body.id as string;
};
const readNow = async (id: string) => {
  await CampaignModel.updateOne({ _id: id, lineFiguresAt: { $ne: null } }, { $set: { lineFiguresAt: new Date(0) } });
  await readLineFigures(product.app.ctx, id);
};
const figuresOf = async (id: string) => (await api('GET', `/campaigns/${id}/report`)).body.lineFigures;

describe("LINE's figures", () => {
  test('of a campaign to people are read under its unit and stand beside ours, with what they mean', async () => {
    const id = await sendOut();
    expect(await figuresOf(id)).toBeNull();
    for (const userId of userIds) await product.control.tapAction({ channelId: CHANNEL_ID, userId, label: 'Book' });
    await readNow(id);
    expect(await figuresOf(id)).toMatchObject({
      state: 'read',
      uniqueImpression: 25,
      uniqueClick: 25,
      delivered: null,
      clicks: [{ url: 'https://example.com/book', click: 25, uniqueClick: 25 }],
      isPartial: false,
      definition: expect.stringContaining('not zero'),
    });
    expect((await api('GET', `/campaigns/${id}/report`)).body.total).toMatchObject({ accepted: 25, clicked: 0 });
  });

  test('below 20 are not shown, which is not zero', async () => {
    const id = await sendOut();
    await product.control.tapAction({ channelId: CHANNEL_ID, userId: userIds[0] ?? '', label: 'Book' });
    await readNow(id);
    expect(await figuresOf(id)).toMatchObject({ uniqueClick: null, clicks: [{ click: null }] });
  });

  test('of a broadcast are read by its request, with how many all broadcasts of the day reached', async () => {
    const id = await sendOut({ way: 'broadcast' });
    const totalOf = async () => (await api('GET', `/campaigns/${id}/report`)).body.total;
    expect(await totalOf()).toMatchObject({ accepted: 25, billed: null, billedBy: 'line', cost: null });
    await readNow(id);
    await api('PUT', '/sending-policy', {
      plans: [
        { name: 'p', from: '2026-01-01', currency: 'JPY', fee: 0, included: 0, extra: [{ upTo: null, each: 3 }] },
      ],
    });
    expect(await totalOf()).toMatchObject({ billed: 25, billedBy: 'line', cost: { amount: 75, currency: 'JPY' } });
    expect(await figuresOf(id)).toMatchObject({ delivered: 25, uniqueImpression: 25, broadcastOn: { count: null } });
  });

  test('are read again a day later, at most until LINE changes them no more', async () => {
    const id = await sendOut();
    await readNow(id);
    const longAgo = new Date(Date.now() - 16 * DAY_MS);
    const { lineFiguresAt } = (await CampaignModel.findById(id).lean()) ?? {};
    expect(lineFiguresAt?.getTime()).toBeGreaterThan(Date.now() + DAY_MS - 60_000);
    await CampaignModel.updateOne({ _id: id }, { $set: { startedAt: longAgo, doneAt: longAgo } });
    await readNow(id);
    expect(await CampaignModel.findById(id).lean()).toMatchObject({
      lineFiguresAt: null,
      lineFigures: { state: 'final' },
    });
    expect(nextReadAt(new Date(0), new Date(0), 14)).toEqual(new Date(DAY_MS));
  });

  test('that LINE does not give now are asked for later, and what was known stays', async () => {
    const id = await sendOut();
    await readNow(id);
    await product.control.inject({ path: '/v2/bot/insight/message/event/aggregation', kind: 'serverError', times: 1 });
    await readNow(id);
    expect(await figuresOf(id)).toMatchObject({ uniqueImpression: 25 });
    const { lineFiguresAt } = (await CampaignModel.findById(id).lean()) ?? {};
    expect(lineFiguresAt?.getTime()).toBeLessThan(Date.now() + DAY_MS / 2);
  });
});

describe('aggregation units', () => {
  const aCampaign = async (rest: Partial<Campaign> = {}) => {
    const { body } = await api('POST', '/campaigns', {
      name: 'Draft',
      audience: { everyone: true },
      content: asText('hello'),
      sendAt: new Date(Date.now() + DAY_MS),
      draft: true,
    });
    await CampaignModel.updateOne({ _id: body.id }, { $set: rest });
    return (await CampaignModel.findById(body.id).lean()) as Campaign;
  };
  const ctx = () => product.app.ctx;

  test('are claimed once by several workers at once, and shared by the times of a recurring campaign', async () => {
    const one = await aCampaign();
    const names = await Promise.all(Array.from({ length: 4 }, () => claimUnit(ctx(), one)));
    expect(new Set(names)).toEqual(new Set([`c_${one._id}`]));
    expect(await AggregationUnitModel.countDocuments({ campaignId: one._id })).toBe(1);
    const times = [await aCampaign({ occurrenceOf: one._id }), await aCampaign({ occurrenceOf: one._id })];
    for (const time of times) expect(await claimUnit(ctx(), time)).toBe(`c_${one._id}`);
    expect(await AggregationUnitModel.countDocuments({ campaignId: one._id })).toBe(1);
  });

  test('beyond what LINE counts in a month are not given: the campaign is sent and says that it has none', async () => {
    const month = (await AggregationUnitModel.findOne().lean())?.month;
    const taken = await AggregationUnitModel.countDocuments({ channelId: CHANNEL_ID, month });
    await AggregationUnitModel.collection.insertMany(
      Array.from({ length: UNITS_PLANNED_MAX - taken - 1 }, (_, index) => ({
        _id: `${CHANNEL_ID}/${month}/${taken + 1 + index}` as never,
        channelId: CHANNEL_ID,
        month,
        name: `filled_${index}`,
        campaignId: 'x',
        claimedAt: new Date(),
      })),
    );
    const rivals = [await aCampaign(), await aCampaign(), await aCampaign()];
    const names = await Promise.all(rivals.map((rival) => claimUnit(ctx(), rival)));
    expect(names.filter((name) => name !== undefined)).toHaveLength(1);
    expect(await AggregationUnitModel.countDocuments({ channelId: CHANNEL_ID, month })).toBe(UNITS_PLANNED_MAX);
    const id = await sendOut();
    expect(await figuresOf(id)).toMatchObject({ state: 'noUnitLeft', uniqueImpression: null });
    expect(await CampaignModel.findById(id).lean()).toMatchObject({ lineFiguresAt: null });
  });
});
