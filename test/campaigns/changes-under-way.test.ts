import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { makeAudience, AUDIENCE_ATTRIBUTE, type Audience } from '../../prove/audience.js';
import { contentFor, SEND_KINDS, type SendKind } from '../../prove/content.js';
import { judge } from '../../prove/judge.js';
import { CampaignModel } from '../../src/campaigns/campaign.model.js';
import { freezeAudience } from '../../src/campaigns/freeze-audience.js';
import { getCampaign, tryMove } from '../../src/campaigns/move-campaign.js';
import { noteReach } from '../../src/campaigns/note-reach.js';
import { preflightCampaign } from '../../src/campaigns/preflight.js';
import { sendCampaign } from '../../src/campaigns/send-campaign.js';
import type { Context } from '../../src/context.js';
import { DeliveryBatchModel, DeliveryModel } from '../../src/deliveries/delivery.model.js';
import { gateDeliveries } from '../../src/deliveries/gate-deliveries.js';
import { takeOverBatch } from '../../src/deliveries/send-batch.js';
import { sendDelivery } from '../../src/deliveries/send-delivery.js';
import { FriendModel } from '../../src/friends/friend.model.js';
import { LeaseModel } from '../../src/infra/mongo/lease.js';
import { deleteSegment } from '../../src/segments/delete-segment.js';
import { localDayOf } from '../../src/shared/local-day.js';
import { buildApp, CHANNEL_ID, type TestApp } from '../support/build-app.js';
import { eventually } from '../support/eventually.js';

const HOUR_MS = 3_600_000;
const SENDS = '^/v2/bot/message/(push|multicast)$';

// No worker: each test takes the steps that one would take.
let product: TestApp;
let ctx: Context;
beforeAll(async () => {
  product = await buildApp({ roles: ['server'] });
  ctx = product.app.ctx;
  await api('POST', '/attributes', { name: AUDIENCE_ATTRIBUTE, label: 'Audience', type: 'text', about: 'demographic' });
}, 60_000);
afterEach(async () => {
  await product.control.clearFaults();
  await api('PUT', '/sending-policy', {});
});
afterAll(() => product.close());

const api = (method: string, path: string, body?: object) => product.api(method, `/api/v1${path}`, body);
let number = 0;
const anAudience = (friends: number) => {
  number += 1;
  return makeAudience(product.control, CHANNEL_ID, { name: `audience ${number}`, friends });
};
const schedule = async (audience: Audience, kind: SendKind, rest: object = {}) => {
  const { status, body } = await api('POST', '/campaigns', {
    name: audience.name,
    audience: { attribute: AUDIENCE_ATTRIBUTE, is: audience.name },
    content: contentFor(kind),
    sendAt: new Date(),
    ...rest,
  });
  expect(status).toBe(201);
  return body.id as string;
};
const report = async (id: string) => (await api('GET', `/campaigns/${id}`)).body;
const act = async (id: string, action: string) =>
  expect((await api('POST', `/campaigns/${id}/${action}`)).status).toBe(200);
const noticesOf = async (id: string) =>
  (await api('GET', '/notices?open=true')).body.notices.filter(
    ({ data }: { data: { campaignId?: string } }) => data.campaignId === id,
  );
const verdict = (audience: Audience) => judge(product.control, CHANNEL_ID, audience);
const reached = (friends: number, of: number) => ({ lost: of - friends, twice: 0, billed: friends });
/** Takes up everything that waits to be taken up, and goes on with the campaign. */
const goOn = async (id: string, at: Context = ctx) => {
  const past = { $set: { takeOverAt: new Date(0) } };
  await DeliveryBatchModel.updateMany({ senderId: id, state: { $ne: 'settled' } }, past);
  await DeliveryModel.updateMany({ 'sender.id': id, state: 'inFlight' }, past);
  for (const { _id } of await DeliveryBatchModel.find({ senderId: id, state: { $ne: 'settled' } }).lean())
    await takeOverBatch(at, _id);
  for (const { _id } of await DeliveryModel.find({ 'sender.id': id, state: 'inFlight' }).lean())
    await sendDelivery(at, _id);
  await CampaignModel.updateOne({ _id: id }, { $set: { wakeAt: new Date(0) } });
  await sendCampaign(at, id);
};
const clockAt = (aheadMs: number): Context => ({ ...ctx, clock: { now: () => new Date(Date.now() + aheadMs) } });

describe('paused or cancelled while it is being sent', () => {
  test.each([
    ['cancel', 'cancelled'],
    ['pause', 'paused'],
  ])('%s: the request that is under way is the last', async (action, state) => {
    const audience = await anAudience(700); // two multicasts
    const id = await schedule(audience, 'multicast');
    await product.control.inject({ kind: 'slow', path: SENDS, delayMs: 1_500, times: 1 });
    const sending = sendCampaign(ctx, id);
    await eventually(async () =>
      expect(await DeliveryBatchModel.countDocuments({ senderId: id, state: 'inFlight' })).toBe(1),
    );
    await act(id, action);
    await sending;
    expect(await verdict(audience)).toEqual(reached(500, 700));
    const rest = action === 'cancel' ? { skipped: 200 } : { planned: 200 };
    expect(await report(id)).toMatchObject({ state, deliveries: { byState: { accepted: 500, ...rest } } });
    if (action === 'cancel') {
      await goOn(id);
      expect(await verdict(audience)).toEqual(reached(500, 700));
      return;
    }
    await act(id, 'resume');
    await goOn(id);
    expect(await verdict(audience)).toEqual(reached(700, 700));
  });

  test('while LINE lets pushes wait: those that are under way are the last', async () => {
    const audience = await anAudience(130);
    const id = await schedule(audience, 'push');
    await product.control.inject({ kind: 'slow', path: SENDS, delayMs: 4_000 });
    const sending = sendCampaign(ctx, id);
    await eventually(async () => expect((await report(id)).deliveries.byState).toMatchObject({ inFlight: 130 }));
    await act(id, 'pause');
    await sending;
    await product.control.clearFaults();
    expect(await verdict(audience)).toEqual(reached(50, 130));
    expect((await report(id)).deliveries.byState).toEqual({ accepted: 50, planned: 80 });
    await act(id, 'resume');
    await goOn(id);
    expect(await verdict(audience)).toEqual(reached(130, 130));
  });

  test.each(SEND_KINDS)('a %s that LINE put off for its rate does not leave after the answer', async (kind) => {
    const audience = await anAudience(30);
    const id = await schedule(audience, kind);
    await product.control.inject({ kind: 'rate', path: SENDS });
    await sendCampaign(ctx, id);
    expect((await report(id)).deliveries.byState).toEqual({ inFlight: 30 });
    await act(id, 'pause');
    await product.control.clearFaults();
    expect((await report(id)).deliveries.byState).toEqual({ planned: 30 });
    await goOn(id);
    expect(await verdict(audience)).toEqual(reached(0, 30));
    await act(id, 'resume');
    await product.control.inject({ kind: 'rate', path: SENDS });
    await sendCampaign(ctx, id);
    await act(id, 'cancel');
    await product.control.clearFaults();
    await goOn(id);
    expect(await verdict(audience)).toEqual(reached(0, 30));
    expect(await report(id)).toMatchObject({
      state: 'cancelled',
      deliveries: { byState: { skipped: 30 }, byReason: { cancelled: 30 } },
    });
  });

  test.each(SEND_KINDS)(
    'a %s that LINE may have taken is asked for with its key, and counts as what it was',
    async (kind) => {
      const audience = await anAudience(30);
      const id = await schedule(audience, kind);
      await product.control.inject({ kind: 'acceptThenReset', path: SENDS });
      await sendCampaign(ctx, id);
      await act(id, 'cancel');
      await product.control.clearFaults();
      await goOn(id);
      expect(await verdict(audience)).toEqual(reached(30, 30));
      expect(await report(id)).toMatchObject({ state: 'cancelled', deliveries: { byState: { accepted: 30 } } });
    },
  );

  test('what is planned again after the cancelling ends too', async () => {
    const audience = await anAudience(30);
    const id = await schedule(audience, 'multicast');
    await product.control.inject({ kind: 'slow', path: SENDS, delayMs: 1_000, times: 1 });
    const sending = sendCampaign(ctx, id);
    await eventually(async () =>
      expect(await DeliveryBatchModel.countDocuments({ senderId: id, state: 'inFlight' })).toBe(1),
    );
    await act(id, 'cancel');
    await sending;
    await DeliveryModel.updateMany({ 'sender.id': id }, { $set: { state: 'planned', settledAt: null } });
    await noteReach(ctx, id);
    await noteReach(ctx, id);
    expect((await report(id)).deliveries.byState).toEqual({ skipped: 30 });
  });
});

test('nobody changes a campaign that is being sent: who tries is told what they can do', async () => {
  const audience = await anAudience(20);
  const id = await schedule(audience, 'multicast');
  await tryMove(ctx, id, 'start');
  const { revision } = await report(id);
  expect(await api('PATCH', `/campaigns/${id}`, { revision, changes: { name: 'Another' } })).toMatchObject({
    status: 409,
    body: { error: { message: expect.stringContaining('only a draft can be changed') } },
  });
  await sendCampaign(ctx, id);
  expect(await verdict(audience)).toEqual(reached(20, 20));
});

describe('counted for caps by a worker that died before it sent', () => {
  const counts = async ({ name }: Audience) => {
    const friends = await FriendModel.find({ [`attributes.${AUDIENCE_ATTRIBUTE}`]: name }).lean();
    return [...new Set(friends.map(({ sent }) => sent?.all?.length ?? 0))];
  };
  const countAndDie = async (audience: Audience, rest: object = {}) => {
    await api('PUT', '/sending-policy', { caps: { day: 1 } });
    const id = await schedule(audience, 'multicast', rest);
    await tryMove(ctx, id, 'start');
    await freezeAudience(ctx, await getCampaign(id), async () => false);
    await eventually(async () => {
      await gateDeliveries(ctx, CHANNEL_ID, await DeliveryModel.find({ 'sender.id': id }).lean());
      expect(await counts(audience)).toEqual([1]);
    });
    return id;
  };

  test('it is sent all the same, and counted once', async () => {
    const audience = await anAudience(20);
    const id = await countAndDie(audience);
    await sendCampaign(ctx, id);
    expect(await verdict(audience)).toEqual(reached(20, 20));
    expect(await counts(audience)).toEqual([1]);
  });

  test('cancelled, it is counted no more', async () => {
    const audience = await anAudience(20);
    const id = await countAndDie(audience);
    await act(id, 'cancel');
    expect(await counts(audience)).toEqual([0]);
  });

  test('skipped when it is looked at again, it is counted no more', async () => {
    const audience = await anAudience(20);
    const id = await countAndDie(audience);
    await FriendModel.updateMany({ lineUserId: { $in: audience.lineUserIds } }, { $set: { standing: 'blocked' } });
    await sendCampaign(ctx, id);
    expect((await report(id)).deliveries).toMatchObject({ byReason: { blocked: 20 } });
    expect(await counts(audience)).toEqual([0]);
  });
});

describe('what it needs is gone', () => {
  const without = (template: string): Context => {
    const templates = new Map(ctx.templates);
    templates.delete(template);
    return { ...ctx, templates };
  };

  test('a template that is gone when it starts: it fails with the reason, staff are told, nothing is sent', async () => {
    const audience = await anAudience(20);
    const id = await schedule(audience, 'push');
    await sendCampaign(without('greeting'), id);
    const reason = expect.stringContaining('no message template greeting');
    expect(await report(id)).toMatchObject({ state: 'failed', stateReason: reason, audienceSize: 0 });
    expect(await noticesOf(id)).toMatchObject([{ kind: 'campaign.failed', data: { reason } }]);
    expect(await verdict(audience)).toEqual(reached(0, 20));
  });

  test('a template that breaks in the middle: it pauses, staff are told, and those whom it failed can still be reached', async () => {
    const audience = await anAudience(180);
    const id = await schedule(audience, 'push', { perMinute: 60 });
    await sendCampaign(ctx, id);
    expect((await report(id)).deliveries.byState).toEqual({ accepted: 60, planned: 120 });
    await CampaignModel.updateOne({ _id: id }, { $set: { minute: null } });
    await goOn(id, without('greeting'));
    expect(await report(id)).toMatchObject({
      state: 'paused',
      stateReason: 'failures',
      deliveries: { byState: { accepted: 60, rejected: 60, planned: 60 }, byReason: { templateInvalid: 60 } },
    });
    expect(await noticesOf(id)).toMatchObject([{ kind: 'campaign.paused', data: { reason: 'failures' } }]);
    await CampaignModel.updateOne({ _id: id }, { $set: { minute: null } });
    await act(id, 'resume');
    await goOn(id);
    await CampaignModel.updateOne({ _id: id }, { $set: { minute: null } });
    await act(id, 'retry');
    await goOn(id);
    expect(await report(id)).toMatchObject({ state: 'done', deliveries: { byState: { accepted: 180 } } });
    expect(await verdict(audience)).toEqual(reached(180, 180));
  });

  const ofSegment = async (audience: Audience, role: 'audience' | 'exclude') => {
    const rule = { attribute: AUDIENCE_ATTRIBUTE, is: audience.name };
    const { body } = await api('POST', '/segments', { name: `segment of ${audience.name}`, rule });
    const segment = { segment: body.id };
    const id = await schedule(
      audience,
      'multicast',
      role === 'audience' ? { audience: segment } : { exclude: { not: segment } },
    );
    return { id, segmentId: body.id as string };
  };

  test.each(['audience', 'exclude'] as const)(
    'a segment in its %s cannot be deleted while it is to be sent, and who tries is told why',
    async (role) => {
      const audience = await anAudience(20);
      const { id, segmentId } = await ofSegment(audience, role);
      const refused = {
        status: 409,
        body: { error: { message: expect.stringContaining(`campaign ${audience.name}`) } },
      };
      expect(await api('DELETE', `/segments/${segmentId}`)).toMatchObject(refused);
      await tryMove(ctx, id, 'start');
      await act(id, 'pause');
      expect(await api('DELETE', `/segments/${segmentId}`)).toMatchObject(refused);
      await act(id, 'cancel');
      expect((await api('DELETE', `/segments/${segmentId}`)).status).toBeLessThan(300);
    },
  );

  test.each(['scheduled', 'sending'])(
    'a segment deleted in the same moment, found missing when %s: it fails with the reason, staff are told, nothing is sent',
    async (state) => {
      const audience = await anAudience(20);
      const { id, segmentId } = await ofSegment(audience, 'audience');
      if (state === 'sending') await tryMove(ctx, id, 'start');
      await deleteSegment({ ...ctx, findReferences: async () => [] }, segmentId);
      await sendCampaign(ctx, id);
      expect(await report(id)).toMatchObject({ state: 'failed', stateReason: expect.stringContaining(segmentId) });
      expect(await noticesOf(id)).toMatchObject([{ kind: 'campaign.failed' }]);
      expect(await verdict(audience)).toEqual(reached(0, 20));
      expect(await DeliveryModel.countDocuments({ 'sender.id': id, state: 'planned' })).toBe(0);
    },
  );

  test('what is gone, and for how many the content cannot be made, is said before it leaves', async () => {
    const audience = await anAudience(20);
    const later = { sendAt: new Date(Date.now() + HOUR_MS) };
    const foretold = async (id: string, at = ctx) => preflightCampaign(at, await getCampaign(id));

    const ofTemplate = await schedule(audience, 'push', later);
    expect(await foretold(ofTemplate, without('greeting'))).toMatchObject({
      people: 0,
      bubbles: 0,
      problems: [expect.stringContaining('no message template greeting')],
    });

    await api('POST', '/tags', { tagId: 'rude', name: 'Rude' });
    const ofTag = await schedule(audience, 'multicast', { ...later, exclude: { tag: 'rude' } });
    await api('DELETE', '/tags/rude?force=true');
    expect((await foretold(ofTag)).problems).toEqual([expect.stringContaining('rude is not a tag')]);

    const { body: coupon } = await api('POST', '/coupons', {
      title: 'Half price',
      startAt: '2026-03-01T00:00:00Z',
      endAt: '2036-03-01T00:00:00Z',
      reward: { type: 'discount', priceInfo: { type: 'percentage', percentage: 50 } },
    });
    const content = { messages: [{ type: 'coupon', ...coupon }] };
    const ofCoupon = await schedule(audience, 'multicast', { ...later, content });
    expect(await foretold(ofCoupon)).toMatchObject({ people: 20, problems: [] });
    await api('POST', `/coupons/${coupon.couponId}/close`);
    expect((await foretold(ofCoupon)).problems).toEqual([expect.stringContaining('a coupon that is closed')]);

    await api('POST', '/attributes', { name: 'scooter', label: 'Scooter', type: 'text' });
    const languages = { 'zh-TW': [{ type: 'text', text: 'How is your {{scooter}}?' }] };
    const set = await api('POST', '/message-sets', {
      name: `scooters of ${audience.name}`,
      contentType: 'service',
      variants: [{ key: 'all', when: null, languages }],
    });
    const known = { lineUserId: { $in: audience.lineUserIds.slice(0, 5) } };
    await FriendModel.updateMany(known, { $set: { 'attributes.scooter': 'S1' } });
    const ofSet = await schedule(audience, 'push', { ...later, content: { messageSet: set.body.id, values: {} } });
    expect(await foretold(ofSet)).toMatchObject({
      people: 5,
      billed: 5,
      keptBack: { templateInvalid: 15 },
      problems: [],
      warnings: [expect.stringContaining('15 friends would get nothing')],
    });
  });

  const aSetOver = async (name: string, rule: object) => {
    const saying = (text: string) => ({ 'zh-TW': [{ type: 'text', text }] });
    const { body } = await api('POST', '/message-sets', {
      name: `set of ${name}`,
      contentType: 'service',
      variants: [
        { key: 'vip', when: rule, languages: saying('for {{nickname|vips}}') },
        { key: 'rest', when: null, languages: saying('for the rest') },
      ],
    });
    return { id: body.id as string, withoutVips: { ...body, variants: [body.variants[1]] } };
  };
  const saveNext = async (setId: string, { name, contentType, variants }: Record<string, unknown>) =>
    expect((await api('PUT', `/message-sets/${setId}`, { version: 1, name, contentType, variants })).status).toBe(200);

  test('what the version of its message set speaks of cannot be deleted, whatever the newest one says', async () => {
    const audience = await anAudience(20);
    await api('POST', '/attributes', { name: 'nickname', label: 'Nickname', type: 'text' });
    const segment = (await api('POST', '/segments', { name: 'vips', rule: { standing: 'following' } })).body.id;
    const { id: setId, withoutVips } = await aSetOver(audience.name, { segment });
    const arms = ['a', 'b'].map((key) => ({ key, content: { messageSet: setId, values: {} } }));
    const id = await schedule(audience, 'multicast', { test: { arms }, sendAt: new Date(Date.now() + HOUR_MS) });
    await saveNext(setId, withoutVips);
    for (const path of [`/segments/${segment}`, '/attributes/nickname'])
      expect(await api('DELETE', path)).toMatchObject({
        status: 409,
        body: { error: { message: expect.stringContaining(`campaign ${audience.name}`) } },
      });
    await deleteSegment({ ...ctx, findReferences: async () => [] }, segment);
    await CampaignModel.updateOne({ _id: id }, { $set: { wakeAt: new Date(0) } });
    await sendCampaign(ctx, id);
    const reason = expect.stringContaining(`variant vip, when: ${segment} is not a segment`);
    expect(await report(id)).toMatchObject({ state: 'failed', stateReason: reason });
    expect(await noticesOf(id)).toMatchObject([{ kind: 'campaign.failed', data: { reason } }]);
    expect(await verdict(audience)).toEqual(reached(0, 20));
    expect((await api('DELETE', '/attributes/nickname')).status).toBe(204);
  });
});

describe('a segment that was saved a moment ago and still looks at all friends', () => {
  // Nobody fills segments here: no worker runs.
  const save = async (name: string, rule: object) => (await api('POST', '/segments', { name, rule })).body.id as string;

  test('reaches who meets its rule, also through a segment over it', async () => {
    const audience = await anAudience(20);
    const inner = await save(`inner of ${audience.name}`, { attribute: AUDIENCE_ATTRIBUTE, is: audience.name });
    const outer = await save(`outer of ${audience.name}`, { all: [{ segment: inner }, { standing: 'following' }] });
    const id = await schedule(audience, 'multicast', { audience: { segment: outer } });
    expect((await api('GET', `/campaigns/${id}/preflight`)).body).toMatchObject({ people: 20 });
    await sendCampaign(ctx, id);
    expect(await report(id)).toMatchObject({ state: 'done', audienceSize: 20 });
    expect(await verdict(audience)).toEqual(reached(20, 20));
  });

  test('decides the variant of a message set by its rule', async () => {
    const audience = await anAudience(20);
    const segment = await save(`chosen of ${audience.name}`, { attribute: AUDIENCE_ATTRIBUTE, is: audience.name });
    const saying = (text: string) => ({ 'zh-TW': [{ type: 'text', text }] });
    const set = await api('POST', '/message-sets', {
      name: `set of ${audience.name}`,
      contentType: 'service',
      variants: [
        { key: 'vip', when: { segment }, languages: saying('for the chosen') },
        { key: 'rest', when: null, languages: saying('for the rest') },
      ],
    });
    const id = await schedule(audience, 'multicast', { content: { messageSet: set.body.id, values: {} }, links: null });
    await sendCampaign(ctx, id);
    const { entries } = await product.control.chat({ channelId: CHANNEL_ID, userId: audience.lineUserIds[0] ?? '' });
    expect(entries.flatMap((entry) => (entry.kind === 'seen' ? [entry.message['text']] : []))).toEqual([
      'for the chosen',
    ]);
  });

  test('leaves out who meets its rule and nobody of whom it is not known', async () => {
    const audience = await anAudience(20);
    const [first] = audience.lineUserIds;
    const known = { [`attributes.plan`]: 'gold' };
    await api('POST', '/attributes', { name: 'plan', label: 'Plan', type: 'text', about: 'demographic' });
    await FriendModel.updateOne({ lineUserId: first }, { $set: known });
    const gold = await save(`gold of ${audience.name}`, { attribute: 'plan', is: 'gold' });
    const id = await schedule(audience, 'multicast', { exclude: { segment: gold } });
    await sendCampaign(ctx, id);
    expect(await verdict(audience)).toEqual(reached(19, 20));
  });
});

describe('a clock that jumps', () => {
  const unclear = async (kind: SendKind, at: Context, fault: 'acceptThenReset' | 'reset') => {
    const audience = await anAudience(20);
    const id = await schedule(audience, kind);
    await product.control.inject({ kind: fault, path: SENDS });
    await sendCampaign(at, id);
    await product.control.clearFaults();
    return { id, audience };
  };

  test.each(SEND_KINDS)('forward by an hour: a %s of which no word came is asked for with its key', async (kind) => {
    const { id, audience } = await unclear(kind, ctx, 'acceptThenReset');
    await goOn(id, clockAt(HOUR_MS));
    expect(await verdict(audience)).toEqual(reached(20, 20));
    expect((await report(id)).deliveries.byState).toEqual({ accepted: 20 });
  });

  test.each(SEND_KINDS)(
    'forward by more than a day: a %s of which no word came is never sent again, but shown',
    async (kind) => {
      const { id, audience } = await unclear(kind, ctx, 'reset');
      await goOn(id, clockAt(25 * HOUR_MS));
      expect(await verdict(audience)).toEqual(reached(0, 20));
      expect(await report(id)).toMatchObject({
        state: 'done',
        deliveries: { byState: { unknown: 20 }, byReason: { retryKeyExpired: 20 } },
      });
    },
  );

  test.each(SEND_KINDS)('set back by two days: a %s is asked for at once, while LINE knows its key', async (kind) => {
    const { id, audience } = await unclear(kind, clockAt(48 * HOUR_MS), 'acceptThenReset');
    for (const { _id } of await DeliveryBatchModel.find({ senderId: id }).lean()) await takeOverBatch(ctx, _id);
    for (const { _id } of await DeliveryModel.find({ 'sender.id': id, state: 'inFlight' }).lean())
      await sendDelivery(ctx, _id);
    expect((await report(id)).deliveries.byState).toEqual({ accepted: 20 });
    expect(await verdict(audience)).toEqual(reached(20, 20));
  });

  test('set back: what a dead worker held is free, and what it had planned leaves when its time comes', async () => {
    const audience = await anAudience(20);
    const id = await schedule(audience, 'multicast');
    await sendCampaign(clockAt(-HOUR_MS), id);
    expect(await verdict(audience)).toEqual(reached(0, 20));
    await LeaseModel.updateOne(
      { _id: `campaigns/${id}` },
      { $set: { token: 'of a dead worker', until: new Date(Date.now() + HOUR_MS) } },
    );
    await sendCampaign(ctx, id);
    expect(await verdict(audience)).toEqual(reached(20, 20));
  });
});

test('a campaign that nobody is in ends and says so', async () => {
  const id = await schedule(await anAudience(0), 'multicast');
  await sendCampaign(ctx, id);
  expect(await report(id)).toMatchObject({ state: 'done', stateReason: 'nobody', audienceSize: 0 });
});

test('a multicast that LINE put off for its rate is asked for again after two seconds', async () => {
  const audience = await anAudience(20);
  const id = await schedule(audience, 'multicast');
  await product.control.inject({ kind: 'rate', path: SENDS, times: 1 });
  await sendCampaign(ctx, id);
  const batch = await DeliveryBatchModel.findOne({ senderId: id }).lean();
  expect(batch?.takeOverAt.getTime()).toBeLessThanOrEqual(Date.now() + 2_000);
  await goOn(id);
  expect(await verdict(audience)).toEqual(reached(20, 20));
});

test('a worker that was stalled while it froze the audience finds that another went on: nobody is counted twice', async () => {
  const audience = await anAudience(20);
  const id = await schedule(audience, 'multicast');
  await tryMove(ctx, id, 'start');
  const seen = await getCampaign(id);
  const isFrozen = await freezeAudience(ctx, seen, async () => {
    await freezeAudience(ctx, seen, async () => false);
    return false;
  });
  expect(isFrozen).toBe(false);
  expect(await getCampaign(id)).toMatchObject({ audienceSize: 20, frozenAt: expect.any(Date) });
  await sendCampaign(ctx, id);
  expect(await verdict(audience)).toEqual(reached(20, 20));
});

// Last, because LINE's clock does not go back.
describe('the month changes in the middle', () => {
  const MONTH_MS = 31 * 24 * HOUR_MS;
  const inNextMonth = () => clockAt(MONTH_MS);
  const allowance = async () => (await api('GET', '/allowance')).body;
  const setQuota = (quota: { type: 'none' } | { type: 'limited'; value: number }) =>
    product.control.setQuota({ channelId: CHANNEL_ID, quota });
  afterEach(() => setQuota({ type: 'none' }));

  test.each([
    ['budget', 'multicast'],
    ['monthlyLimit', 'push'],
  ] as const)(
    'stopped by %s: it waits for a person in the new month too, and then reaches the rest once',
    async (reason, kind) => {
      const audience = await anAudience(20);
      const id = await schedule(audience, kind);
      const { quota, budget } = await allowance();
      if (reason === 'budget') await api('PUT', '/sending-policy', { budget: { messages: budget.billed + 8 } });
      else await setQuota({ type: 'limited', value: quota.used + 8 });
      await sendCampaign(ctx, id);
      const stopped = { state: 'paused', stateReason: reason, deliveries: { byState: { accepted: 8, planned: 12 } } };
      expect(await report(id)).toMatchObject(stopped);
      await product.control.advanceClock(MONTH_MS);
      await goOn(id, inNextMonth());
      expect(await report(id)).toMatchObject(stopped);
      await act(id, 'resume');
      await goOn(id, inNextMonth());
      expect(await report(id)).toMatchObject({ state: 'done', deliveries: { byState: { accepted: 20 } } });
      expect(await verdict(audience)).toEqual(reached(20, 20));
      expect((await getCampaign(id)).units.map(({ month }) => month)).toHaveLength(2);
    },
  );

  test('each month is billed what left in it', async () => {
    const audience = await anAudience(20);
    const id = await schedule(audience, 'multicast', { perMinute: 8 });
    await sendCampaign(ctx, id);
    await goOn(id, inNextMonth());
    expect(await verdict(audience)).toEqual(reached(16, 20));
    const billedIn = async (at: Context) => {
      const day = localDayOf(at.clock.now(), 'Asia/Taipei');
      const { costs } = (await api('GET', `/costs?from=${day}&until=${day}`)).body;
      return costs.find(({ sender }: { sender: { id: string } }) => sender.id === id)?.billed;
    };
    expect([await billedIn(ctx), await billedIn(inNextMonth())]).toEqual([8, 8]);
  });
});
