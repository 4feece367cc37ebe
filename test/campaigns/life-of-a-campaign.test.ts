import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { CampaignModel } from '../../src/campaigns/campaign.model.js';
import { getCampaign } from '../../src/campaigns/move-campaign.js';
import { preflightCampaign } from '../../src/campaigns/preflight.js';
import { sendCampaign } from '../../src/campaigns/send-campaign.js';
import { DeliveryModel } from '../../src/deliveries/delivery.model.js';
import { FriendModel } from '../../src/friends/friend.model.js';
import { findOrCreateFriends } from '../../src/friends/index.js';
import { buildApp, aUserId, CHANNEL_ID, type TestApp } from '../support/build-app.js';
import { eventually } from '../support/eventually.js';
import { asText } from '../support/factories.js';

const FRIENDS = 60;
const HOUR_MS = 3_600_000;
let product: TestApp;
let reviewerKey: string;
const userIds = Array.from({ length: FRIENDS }, (_, index) => aUserId(20_000 + index));

beforeAll(async () => {
  product = await buildApp();
  const people = userIds.map((userId, index) => ({ userId, displayName: `Rider ${index}`, language: 'en' }));
  await product.control.addPeople(people);
  await product.control.befriend({ channelId: CHANNEL_ID, userIds });
  const followers = userIds.map((lineUserId) => ({ lineUserId, at: new Date() }));
  await findOrCreateFriends(product.app.ctx, CHANNEL_ID, followers);
  await product.api('POST', '/api/v1/attributes', { name: 'city', label: 'City', type: 'text', about: 'demographic' });
  await FriendModel.updateMany(
    {},
    { $set: { 'attributes.city': 'Tainan', profileDueAt: null, outbox: [] }, $unset: { outboxAt: '' } },
  );
  const { body } = await product.api('POST', '/api/v1/api-keys', { name: 'Reviewer', scopes: ['read', 'send'] });
  reviewerKey = body.key;
}, 60_000);
afterEach(async () => {
  await product.control.clearFaults();
  await product.api('PUT', '/api/v1/sending-policy', {});
});
afterAll(() => product.close());

const api = (method: string, path: string, body?: object, key?: string) =>
  product.api(method, `/api/v1${path}`, body, key);
const audience = { attribute: 'city', is: 'Tainan' };
let number = 0;
const create = async (rest: object = {}) => {
  number += 1;
  const content = asText(`campaign ${number}`);
  const timed = 'schedule' in rest ? {} : { sendAt: new Date() };
  return api('POST', '/campaigns', { name: `Test ${number}`, audience, content, ...timed, ...rest });
};
const created = async (rest: object = {}) => {
  const { status, body } = await create(rest);
  expect(status).toBe(201);
  return body.id as string;
};
const read = async (id: string) => (await api('GET', `/campaigns/${id}`)).body;
const act = (id: string, action: string, body?: object, key?: string) =>
  api('POST', `/campaigns/${id}/${action}`, body, key);
const becomes = (id: string, expected: object) =>
  eventually(async () => expect(await read(id)).toMatchObject(expected), 30_000);
const report = async (id: string) => (await api('GET', `/campaigns/${id}/report`)).body;
const makeDue = (id: string) => CampaignModel.updateOne({ _id: id }, { $set: { wakeAt: new Date(0) } });
const seenTimes = async (text: string) => {
  const counts = await Promise.all(
    userIds.map(async (userId) => {
      const { entries } = await product.control.chat({ channelId: CHANNEL_ID, userId });
      return entries.filter((entry) => entry.kind === 'seen' && entry.message['text'] === text).length;
    }),
  );
  return counts.filter((count) => count > 0);
};
const tomorrow = () => ({ sendAt: new Date(Date.now() + 24 * HOUR_MS) });

describe('from draft to done', () => {
  test('a draft is changed, refused to who comes late, scheduled and sent; each step is on record', async () => {
    const id = await created({ draft: true });
    expect(await read(id)).toMatchObject({ state: 'draft', revision: 0, actions: ['submit', 'schedule', 'cancel'] });
    const edited = await api('PATCH', `/campaigns/${id}`, { revision: 0, changes: { name: 'Better' } });
    expect(edited.body).toMatchObject({
      name: 'Better',
      revision: 1,
      failurePercentMax: 10,
      links: { track: 'personal' },
    });
    expect(await api('PATCH', `/campaigns/${id}`, { revision: 0, changes: { name: 'Late' } })).toMatchObject({
      status: 409,
      body: { error: { message: expect.stringContaining('changed by somebody else') } },
    });
    expect((await act(id, 'schedule', {})).body.state).toBe('scheduled');
    await becomes(id, { state: 'done', audienceSize: FRIENDS, expectedSize: FRIENDS });
    expect(await api('PATCH', `/campaigns/${id}`, { revision: 9, changes: { name: 'Too late' } })).toMatchObject({
      status: 409,
    });
    const { body } = await api('GET', `/campaigns/${id}/history`);
    expect(body.steps.map(({ action, to }: { action: string; to: string }) => [action, to])).toEqual([
      ['create', 'draft'],
      ['edit', 'draft'],
      ['schedule', 'scheduled'],
      ['start', 'sending'],
      ['finish', 'done'],
    ]);
    expect(body.steps[0].actor).toMatchObject({ kind: 'apiKey' });
  }, 60_000);

  test('what cannot be done in a state says so, and names what can', async () => {
    const id = await created({ draft: true });
    expect(await act(id, 'resume')).toMatchObject({
      status: 409,
      body: {
        error: {
          message: expect.stringMatching(/is draft: resume cannot be done now; possible: submit, schedule, cancel/),
        },
      },
    });
    await act(id, 'cancel');
    expect(await act(id, 'schedule', {})).toMatchObject({ status: 409 });
    expect(await act('0'.repeat(26), 'pause')).toMatchObject({ status: 404 });
  });

  test('a scheduled one is taken back to a draft and sends nothing at its time', async () => {
    const id = await created(tomorrow());
    expect((await act(id, 'unschedule')).body.state).toBe('draft');
    await makeDue(id);
    await sendCampaign(product.app.ctx, id);
    expect(await DeliveryModel.countDocuments({ 'sender.id': id })).toBe(0);
  });

  test('there is time to take it back after scheduling', async () => {
    const id = await created({ undoSeconds: 600 });
    await sendCampaign(product.app.ctx, id);
    const campaign = await read(id);
    expect(campaign.state).toBe('scheduled');
    expect(Date.parse(campaign.sendAt)).toBeGreaterThan(Date.now() + 500_000);
    expect((await act(id, 'unschedule')).body.state).toBe('draft');
  });

  test('a copy is a draft of the same, with a life of its own', async () => {
    const id = await created({ ...tomorrow(), holdoutPercent: 5 });
    const { body: copy } = await act(id, 'copy');
    expect(copy).toMatchObject({
      state: 'draft',
      holdoutPercent: 5,
      name: expect.stringContaining('(2)'),
      revision: 0,
    });
    expect(copy.id).not.toBe(id);
  });

  test.each([
    ['neither a time nor a schedule', { schedule: undefined }, 'schedule'],
    ['a test of one arm', { ...tomorrow(), test: { arms: [{ key: 'a', content: asText('x') }] } }, 'arms'],
    [
      'a test on a share without a winner',
      {
        ...tomorrow(),
        test: {
          arms: [
            { key: 'a', content: asText('x') },
            { key: 'b', content: asText('y') },
          ],
          sharePercent: 20,
        },
      },
      'winner',
    ],
    ['an unknown template', { ...tomorrow(), content: { template: 'none-such' } }, 'none-such'],
    ['an unknown attribute to exclude by', { ...tomorrow(), exclude: { attribute: 'shoe', is: '42' } }, 'shoe'],
    [
      'a last day in the past',
      { schedule: { kind: 'recurring', every: 'day', at: '10:00', until: '2020-01-01' } },
      '2020',
    ],
  ])('%s is refused, and nothing is stored', async (_what, rest, said) => {
    const before = await CampaignModel.countDocuments();
    const answer = await create(rest);
    expect(answer).toMatchObject({ status: 400 });
    expect(JSON.stringify(answer.body)).toContain(said);
    expect(await CampaignModel.countDocuments()).toBe(before);
  });
});

describe('approval', () => {
  test('a campaign over the limit waits for somebody else than its author', async () => {
    await api('PUT', '/sending-policy', { approvalAbove: 10 });
    const id = await created(tomorrow());
    expect(await read(id)).toMatchObject({ state: 'review' });
    expect(await act(id, 'approve')).toMatchObject({ status: 403, body: { error: { code: 'forbidden' } } });
    const rejected = await act(id, 'reject', { reason: 'Wrong picture' }, reviewerKey);
    expect(rejected.body).toMatchObject({ state: 'draft', stateReason: 'Wrong picture' });
    expect((await act(id, 'schedule', {})).body.state).toBe('review');
    const approved = await act(id, 'approve', undefined, reviewerKey);
    expect(approved.body).toMatchObject({ state: 'scheduled', approval: { people: FRIENDS } });
  });

  test('one that finds far more people than were approved pauses before its first message', async () => {
    const id = await created(tomorrow());
    await api('PUT', '/sending-policy', { approvalAbove: 10 });
    await CampaignModel.updateOne(
      { _id: id },
      { $set: { approval: { by: { kind: 'system', name: 'test' }, at: new Date(), people: 20 } } },
    );
    await makeDue(id);
    await sendCampaign(product.app.ctx, id);
    expect(await read(id)).toMatchObject({ state: 'paused', stateReason: 'approval', audienceSize: FRIENDS });
    expect(await DeliveryModel.countDocuments({ 'sender.id': id, state: { $ne: 'planned' } })).toBe(0);

    const refused = await act(id, 'resume');
    expect([refused.status, refused.body.error.message]).toEqual([409, expect.stringContaining('approved for 20')]);
    expect(await act(id, 'approve')).toMatchObject({ status: 403 });
    expect((await act(id, 'approve', undefined, reviewerKey)).body).toMatchObject({ approval: { people: FRIENDS } });
    await becomes(id, { state: 'done', deliveries: { byState: { accepted: FRIENDS } } });
  });

  test('one time of a recurring campaign that came to more is approved for the next times too', async () => {
    const daily = await created({ schedule: { kind: 'recurring', every: 'day', at: '09:00' } });
    await api('PUT', '/sending-policy', { approvalAbove: 10 });
    const approval = { by: { kind: 'system', name: 'test' } as const, at: new Date(), people: 20 };
    await CampaignModel.updateOne({ _id: daily }, { $set: { approval, sendAt: new Date(), wakeAt: new Date(0) } });
    await sendCampaign(product.app.ctx, daily);
    const listed = async () => (await api('GET', `/campaigns?occurrenceOf=${daily}`)).body.campaigns;
    await eventually(async () => expect(await listed()).toMatchObject([{ state: 'paused', stateReason: 'approval' }]));
    const [{ id }] = await listed();
    expect(await act(id, 'approve')).toMatchObject({ status: 403 });
    expect((await act(id, 'approve', undefined, reviewerKey)).status).toBe(200);
    await becomes(id, { state: 'done' });
    expect(await read(daily)).toMatchObject({ state: 'scheduled', approval: { people: FRIENDS } });
    await act(daily, 'cancel');
  });
});

test('before it leaves it says whom it reaches and what that comes to', async () => {
  await api('PUT', '/sending-policy', {
    approvalAbove: 50,
    plans: [
      { name: 'p', from: '2026-01-01', currency: 'TWD', fee: 800, included: 0, extra: [{ upTo: null, each: 0.2 }] },
    ],
  });
  const id = await created({ draft: true, holdoutPercent: 10 });
  const { body } = await api('GET', `/campaigns/${id}/preflight`);
  expect(body).toMatchObject({
    people: FRIENDS - 6,
    billed: FRIENDS - 6,
    bubbles: 1,
    heldOut: 6,
    extraCost: 10.8,
    currency: 'TWD',
    needsApproval: true,
    beyondLimit: 0,
  });
  expect(body.samples.length).toBe(10);
});

test('before it leaves it says what scheduled campaigns of the same month at LINE will need, each once', async () => {
  await product.control.setQuota({ channelId: CHANNEL_ID, quota: { type: 'limited', value: 100_000 } });
  const id = await created({ draft: true });
  const others = [
    await created(tomorrow()),
    await created({ ...tomorrow(), holdoutPercent: 10 }),
    await created(tomorrow()),
  ];
  const [may, lastOfMay, june] = ['2031-05-20T00:00:00Z', '2031-05-31T14:59:00Z', '2031-05-31T15:00:00Z']; // Tokyo's June
  const clock = { now: () => new Date('2031-05-10T00:00:00Z') };
  const foretold = async () => preflightCampaign({ ...product.app.ctx, clock }, await getCampaign(id));
  for (const other of others) await CampaignModel.updateOne({ _id: other }, { $set: { sendAt: new Date(june ?? '') } });
  const before = await foretold();
  await CampaignModel.updateOne({ _id: others[0] }, { $set: { sendAt: new Date(may ?? '') } });
  await CampaignModel.updateOne({ _id: others[1] }, { $set: { sendAt: new Date(lastOfMay ?? '') } });
  const after = await foretold();
  expect(after.promisedElsewhere - before.promisedElsewhere).toBe(FRIENDS + FRIENDS * 0.9);
  expect(after.quotaLeftAfter).toBe((after.quotaLeft ?? 0) - FRIENDS - after.promisedElsewhere);
  for (const other of others) await act(other, 'cancel');
  await product.control.setQuota({ channelId: CHANNEL_ID, quota: { type: 'none' } });
});

describe('whom it does not reach', () => {
  const [blocked, refusing, talking] = userIds;
  const change = (lineUserId: string | undefined, set: object) => FriendModel.updateOne({ lineUserId }, { $set: set });
  afterAll(async () => {
    await change(blocked, { standing: 'following' });
    await change(refusing, { consent: {} });
    await change(talking, { conversation: null });
  });

  test('is known before it leaves, with what keeps it from each', async () => {
    await change(blocked, { standing: 'blocked' });
    await change(refusing, { 'consent.promotion': { state: 'denied', at: new Date(), source: 'form' } });
    await change(talking, {
      conversation: { id: 'a', state: 'open', since: new Date(), heldSince: new Date(), rev: 1 },
    });
    const keptBack = { blocked: 1, blacklisted: 0, optedOut: 1, openComplaint: 0, staffHasChat: 1, overCap: 0 };
    const id = await created({ draft: true });
    expect((await api('GET', `/campaigns/${id}/preflight`)).body).toMatchObject({ people: FRIENDS - 3, keptBack });
    await act(id, 'schedule');
    await becomes(id, { state: 'done' });
    const byReason = { blocked: 1, optedOut: 1, staffHasChat: 1 };
    expect((await read(id)).deliveries).toEqual({ byState: { accepted: FRIENDS - 3, skipped: 3 }, byReason });
  });

  test('is everybody when nobody meets the rule: it says so before it leaves', async () => {
    const id = await created({ draft: true, audience: { attribute: 'city', is: 'Nowhere' } });
    const { body } = await api('GET', `/campaigns/${id}/preflight`);
    expect(body).toMatchObject({ people: 0, warnings: [expect.stringContaining('Nobody meets the rule')] });
  });
});

test('plain messages of a campaign are a promotion unless they say otherwise', async () => {
  expect((await create({ draft: true })).body.content).toMatchObject({ contentType: 'promotion' });
  const content = { ...asText('for your service'), contentType: 'service' };
  const { body } = await create({ draft: true, content });
  expect(body.content).toMatchObject({ contentType: 'service' });
  const changes = { content: asText('an offer') };
  const edited = await api('PATCH', `/campaigns/${body.id}`, { revision: body.revision, changes });
  expect(edited.body.content).toMatchObject({ contentType: 'promotion' });
});

describe('plain messages that LINE would refuse', () => {
  const coupon = { messages: [{ type: 'coupon', couponId: 'nobody-made' }] };
  const said = 'messages[0].couponId is nobody-made, which is no coupon of this account';
  const arms = [
    { key: 'a', content: asText('fine') },
    { key: 'b', content: coupon },
  ];

  test.each([
    ['', { content: coupon }, `content: ${said}.`],
    [' in an arm', { test: { arms } }, `arm b: ${said}.`],
  ])(
    'are refused when a campaign is saved%s, and its draft cannot be changed to them',
    async (_where, rest, message) => {
      const answer = { status: 400, body: { error: { message } } };
      expect(await create({ ...tomorrow(), ...rest })).toMatchObject(answer);
      const id = await created({ draft: true });
      expect(await api('PATCH', `/campaigns/${id}`, { revision: 0, changes: rest })).toMatchObject(answer);
    },
  );

  test('are saved while LINE does not answer, and the preflight says which it is', async () => {
    await product.control.inject({ kind: 'serverError', path: '^/v2/bot/coupon/' });
    const id = await created({ draft: true, content: coupon });
    const preflight = async () => (await api('GET', `/campaigns/${id}/preflight`)).body;
    expect(await preflight()).toMatchObject({ problems: [], warnings: [expect.stringContaining('did not answer')] });
    await product.control.clearFaults();
    expect(await preflight()).toMatchObject({ problems: [`content: ${said}`], warnings: [] });
  });
});

test('a time too far ahead is taken for a slip of the pen', async () => {
  const answer = await create({ sendAt: '2062-12-24T18:00:00+08:00' });
  expect(answer).toMatchObject({
    status: 400,
    body: { error: { message: expect.stringContaining('at most 731 days') } },
  });
});

test('a test send reaches a few, each arm once, and nobody else', async () => {
  const arms = [
    { key: 'a', content: asText('arm a?') },
    { key: 'b', content: asText('arm b?') },
  ];
  const id = await created({ draft: true, test: { arms } });
  const friend = await FriendModel.findOne({ lineUserId: userIds[0] }).lean();
  const { status, body } = await act(id, 'test', { friendIds: [friend?._id] });
  expect(status).toBe(202);
  expect(body.sends.map(({ arm }: { arm: string }) => arm)).toEqual(['a', 'b']);
  await eventually(async () => expect([await seenTimes('arm a?'), await seenTimes('arm b?')]).toEqual([[1], [1]]));
  expect(await read(id)).toMatchObject({ state: 'draft', audienceSize: 0 });
  expect((await report(id)).total).toMatchObject({ planned: 0, accepted: 0 });
});

describe('pausing', () => {
  test('stops before the next request; resumed, everybody has it once', async () => {
    const id = await created({ content: { template: 'retain-checkup' }, perMinute: 20 });
    await eventually(async () => expect((await report(id)).total.accepted).toBe(20), 30_000);
    expect((await act(id, 'pause')).body).toMatchObject({ state: 'paused', stateReason: 'byHand' });
    await CampaignModel.updateOne({ _id: id }, { $set: { minute: null } });
    await sendCampaign(product.app.ctx, id);
    expect((await report(id)).total).toMatchObject({ accepted: 20, waiting: FRIENDS - 20 });
    await CampaignModel.updateOne({ _id: id }, { $set: { perMinute: null } });
    await act(id, 'resume');
    await becomes(id, { state: 'done', deliveries: { byState: { accepted: FRIENDS } } });
    expect((await product.control.duplicates({ channelId: CHANNEL_ID })).people).toEqual([]);
  }, 90_000);

  test('in a minute no more leave than allowed', async () => {
    const id = await created({ perMinute: 25 });
    await eventually(async () => expect((await report(id)).total.accepted).toBe(25), 30_000);
    for (let again = 0; again < 3; again += 1) {
      await makeDue(id);
      await sendCampaign(product.app.ctx, id);
    }
    expect((await report(id)).total.accepted).toBe(25);
    await CampaignModel.updateOne(
      { _id: id },
      { $set: { 'minute.from': new Date(Date.now() - 61_000), wakeAt: new Date(0) } },
    );
    await eventually(async () => expect((await report(id)).total.accepted).toBe(50), 30_000);
    await act(id, 'cancel');
    expect((await report(id)).total).toMatchObject({ accepted: 50, skipped: { cancelled: FRIENDS - 50 }, waiting: 0 });
  }, 90_000);

  test('happens by itself when too much fails, with a notice; what failed is sent again on request, the rest is not', async () => {
    await product.control.inject({ path: '/v2/bot/message/push', kind: 'serverError', status: 400 });
    await eventually(() =>
      FriendModel.updateMany(
        {},
        [{ $set: { profile: { displayName: { $concat: ['R ', '$_id'] }, language: 'en' } } }],
        {
          updatePipeline: true,
        },
      ),
    );
    const id = await created({ content: { template: 'retain-checkup' } });
    await becomes(id, { state: 'done', stateReason: 'failures' });
    const { body } = await api('GET', '/notices?open=true');
    expect(body.notices).toContainEqual(
      expect.objectContaining({
        kind: 'campaign.failed',
        data: expect.objectContaining({ campaignId: id, reason: 'failures' }),
      }),
    );
    await product.control.clearFaults();
    const failed = (await read(id)).deliveries.byState.rejected;
    expect(failed).toBeGreaterThan(0);
    expect((await act(id, 'retry', {})).body).toMatchObject({ again: failed, campaign: { state: 'sending' } });
    await becomes(id, { state: 'done', deliveries: { byState: { accepted: FRIENDS } } });
    expect((await product.control.duplicates({ channelId: CHANNEL_ID })).people).toEqual([]);
  }, 90_000);
});

test('to try again what did not fail changes nothing', async () => {
  const id = await created();
  await becomes(id, { state: 'done' });
  const before = await read(id);
  const { body } = await act(id, 'retry', {});
  expect([body.again, body.campaign.state, body.campaign.doneAt]).toEqual([0, 'done', before.doneAt]);
});

test('campaigns are listed a page at a time, the newest first, each once', async () => {
  const all = (await api('GET', '/campaigns')).body.campaigns.map((one: { id: string }) => one.id);
  const seen: string[] = [];
  for (let before = ''; ;) {
    const { body } = await api('GET', `/campaigns?limit=3${before && `&before=${before}`}`);
    seen.push(...body.campaigns.map((one: { id: string }) => one.id));
    if (body.next === null) break;
    before = body.next;
  }
  expect(seen).toEqual(all);
  expect((await api('GET', '/campaigns/short')).body.error.message).toContain('must be a campaign id');
});

describe('at which time', () => {
  test('local time: each friend has a time of their own, and what is due later waits', async () => {
    await FriendModel.updateOne({ lineUserId: userIds[0] }, { $set: { 'attributes.timeZone': 'Pacific/Kiritimati' } });
    await FriendModel.updateOne({ lineUserId: userIds[1] }, { $set: { 'attributes.timeZone': 'Pacific/Pago_Pago' } });
    // In an hour from now on Kiritimati's clocks; there are 25 hours between it and Pago Pago.
    const at = new Date(Date.now() + 14 * HOUR_MS + HOUR_MS).toISOString().slice(0, 16);
    const id = await created({ schedule: { kind: 'localTime', at } });
    expect(Date.parse((await read(id)).sendAt)).toBeLessThan(Date.now() + HOUR_MS);
    await makeDue(id);
    await sendCampaign(product.app.ctx, id);
    const times = await DeliveryModel.find({ 'sender.id': id }, { lineUserId: 1, notBefore: 1, state: 1 }).lean();
    const timeOf = (userId?: string) =>
      times.find(({ lineUserId }) => lineUserId === userId)?.notBefore?.getTime() ?? 0;
    expect(timeOf(userIds[1]) - timeOf(userIds[0])).toBe(25 * HOUR_MS);
    expect(timeOf(userIds[2]) - timeOf(userIds[0])).toBe(6 * HOUR_MS); // Taipei, the channel's zone
    expect(times.every(({ state }) => state === 'planned')).toBe(true);
    await DeliveryModel.updateOne({ 'sender.id': id, lineUserId: userIds[0] }, { $set: { notBefore: new Date(0) } });
    await makeDue(id);
    await sendCampaign(product.app.ctx, id);
    expect((await report(id)).total).toMatchObject({ accepted: 1, waiting: FRIENDS - 1 });
    await act(id, 'cancel');
    await FriendModel.updateMany({}, { $unset: { 'attributes.timeZone': '' } });
  }, 60_000);

  test('a local time that has passed for everybody is refused; for some, the preflight says for how many', async () => {
    const inTaipei = (hours: number) => new Date(Date.now() + (8 + hours) * HOUR_MS).toISOString().slice(0, 16);
    const local = (at: string) => ({ schedule: { kind: 'localTime', at } });
    const refused = (where: string) => ({
      status: 400,
      body: { error: { message: expect.stringContaining(`has passed ${where}`) } },
    });
    expect(await create(local('2024-12-24T18:00'))).toMatchObject(refused('everywhere on earth'));
    expect(await create(local(inTaipei(-1)))).toMatchObject(refused('for everybody in the audience'));
    await FriendModel.updateOne({ lineUserId: userIds[0] }, { $set: { 'attributes.timeZone': 'Asia/Tokyo' } });
    const id = await created({ draft: true, ...local(inTaipei(0.5)) });
    const changes = local(inTaipei(-2));
    expect(await api('PATCH', `/campaigns/${id}`, { revision: 0, changes })).toMatchObject(refused('for everybody'));
    expect((await api('GET', `/campaigns/${id}/preflight`)).body).toMatchObject({
      problems: [],
      warnings: [expect.stringContaining(`For 1 of ${FRIENDS} friends`)],
    });
    await CampaignModel.updateOne({ _id: id }, { $set: { 'schedule.at': inTaipei(-2) } });
    expect((await api('GET', `/campaigns/${id}/preflight`)).body.problems).toEqual([
      expect.stringContaining('has passed for everybody'),
    ]);
    expect(await act(id, 'schedule', {})).toMatchObject(refused('for everybody'));
    await FriendModel.updateMany({}, { $unset: { 'attributes.timeZone': '' } });
  });

  test('hours in which it arrives: outside of them it waits for the next, and is not lost', async () => {
    const time = (at: number) => new Date(at + 8 * HOUR_MS).toISOString().slice(11, 16); // in Taipei
    const hours = { from: time(Date.now() + 2 * HOUR_MS), until: time(Date.now() + 4 * HOUR_MS) };
    const id = await created({ hours });
    await eventually(async () =>
      expect(await DeliveryModel.countDocuments({ 'sender.id': id, notBefore: { $gt: new Date() } })).toBe(FRIENDS),
    );
    const campaign = await eventually(async () => {
      const found = await CampaignModel.findById(id).lean();
      expect(found?.wakeAt.getTime()).toBeGreaterThan(Date.now() + HOUR_MS);
      return found;
    });
    expect(campaign?.state).toBe('sending');
    await act(id, 'cancel');
  }, 60_000);

  test('a time of a recurring one that passed long ago is left out, and staff are told once', async () => {
    const id = await created({ schedule: { kind: 'recurring', every: 'day', at: '09:00' } });
    const sendAt = new Date(Date.now() - 7 * HOUR_MS);
    for (let time = 0; time < 2; time += 1) {
      await CampaignModel.updateOne({ _id: id }, { $set: { sendAt, wakeAt: new Date(0) } });
      await sendCampaign(product.app.ctx, id);
    }
    const next = await read(id);
    expect(new Date(next.sendAt).getTime()).toBeGreaterThan(Date.now());
    expect((await api('GET', `/campaigns?occurrenceOf=${id}`)).body.campaigns).toEqual([]);
    const { notices } = (await api('GET', '/notices?open=true')).body;
    const told = notices.filter(({ data }: { data: { campaignId?: string } }) => data.campaignId === id);
    expect(told).toMatchObject([
      { kind: 'campaign.timeMissed', data: { at: sendAt.toISOString(), next: next.sendAt } },
    ]);
    await act(id, 'cancel');
  });

  test('a recurring one makes a campaign of its own for each time, once however often it runs, and is done after its last day', async () => {
    const until = new Date(Date.now() + 40 * 24 * HOUR_MS).toISOString().slice(0, 10);
    const id = await created({ schedule: { kind: 'recurring', every: 'day', at: '03:00', until } });
    const due = async () => {
      const at = new Date(Date.now() - 1_000);
      await CampaignModel.updateOne({ _id: id }, { $set: { sendAt: at, wakeAt: at } });
      await Promise.all([sendCampaign(product.app.ctx, id), sendCampaign(product.app.ctx, id)]);
    };
    await due();
    const occurrences = () => CampaignModel.find({ occurrenceOf: id }).lean();
    await eventually(async () => expect((await occurrences()).map(({ state }) => state)).toEqual(['done']), 30_000);
    const campaign = await read(id);
    expect(campaign.state).toBe('scheduled');
    expect(Date.parse(campaign.sendAt)).toBeGreaterThan(Date.now());
    await CampaignModel.updateOne({ _id: id }, { $set: { 'schedule.until': '2020-01-01' } });
    await due();
    expect(await read(id)).toMatchObject({ state: 'done' });
    await eventually(
      async () => expect((await occurrences()).map(({ state }) => state)).toEqual(['done', 'done']),
      30_000,
    );
  }, 90_000);
});

describe('split test, holdout and what came of it', () => {
  const arms = [
    { key: 'a', content: asText('Offer A https://shop.example.com/a') },
    { key: 'b', content: asText('Offer B https://shop.example.com/b') },
  ];
  const linkIn = async (userId: string) => {
    const { entries } = await product.control.chat({ channelId: CHANNEL_ID, userId });
    const last = entries.findLast((entry) => entry.kind === 'seen' && /Offer [AB]/.test(String(entry.message['text'])));
    const text = last?.kind === 'seen' ? String(last.message['text']) : '';
    return new URL(/https?:\S+\/t\/\S+/.exec(text)?.[0] ?? 'http://none.example.com').pathname;
  };

  test('arms are stable; the one that is clicked more wins, the rest gets it once, and each click is known', async () => {
    const test = { arms, sharePercent: 60, winner: { by: 'click', afterHours: 1, minimumPerArm: 3 } };
    const id = await created({ test });
    await eventually(async () => expect((await read(id)).decideAt).not.toBeNull(), 30_000);
    const inTest = await DeliveryModel.find({ 'sender.id': id, arm: { $in: ['a', 'b'] } }).lean();
    expect(inTest.length).toBeGreaterThan(20);
    expect(inTest.length).toBeLessThan(50);
    expect(inTest.every(({ state }) => state === 'accepted')).toBe(true);
    const clickers = inTest.filter(({ arm }) => arm === 'b').slice(0, 4);
    for (const { lineUserId } of clickers) {
      const answer = await fetch(`${product.url}${await linkIn(lineUserId)}`, {
        redirect: 'manual',
        headers: { 'user-agent': 'Mozilla/5.0 (iPhone) Line/14.0' },
      });
      expect(answer.headers.get('location')).toBe('https://shop.example.com/b');
    }
    await CampaignModel.updateOne(
      { _id: id },
      { $set: { decideAt: new Date(Date.now() - 1_000), wakeAt: new Date(0) } },
    );
    await becomes(id, { state: 'done', decision: { arm: 'b', because: 'bestRate' } });
    const { total, arms: reported, clicks } = await report(id);
    expect(clicks).toMatchObject({ unique: 4, total: 4 });
    expect(total).toMatchObject({ planned: FRIENDS, accepted: FRIENDS, billed: FRIENDS, clicked: 4 });
    expect(reported.map(({ arm, clicked }: { arm: string; clicked: number }) => [arm, clicked])).toEqual([
      ['a', 0],
      ['b', 4],
    ]);
    const { body } = await api('GET', `/campaigns/${id}/recipients?arm=b&state=accepted&limit=500`);
    expect(body.recipients).toHaveLength(reported[1].accepted);
    const offers = await Promise.all(
      userIds.map(async (userId) => {
        const { entries } = await product.control.chat({ channelId: CHANNEL_ID, userId });
        return entries.filter((entry) => entry.kind === 'seen' && /Offer/.test(String(entry.message['text']))).length;
      }),
    );
    expect(offers.every((count) => count === 1)).toBe(true);
  }, 90_000);

  test('with too few to tell the first arm goes on, and the report says so', async () => {
    const test = { arms, sharePercent: 50, winner: { by: 'conversion', afterHours: 0, minimumPerArm: 1_000 } };
    const id = await created({ test, conversion: { on: 'order' } });
    await becomes(id, { state: 'done', decision: { arm: 'a', because: 'tooFew' } });
    expect((await report(id)).test).toMatchObject({ decision: { arm: 'a', because: 'tooFew' } });
  }, 60_000);

  test('who is held out gets nothing and is counted beside those who got it; refunds take revenue back', async () => {
    const conversion = { on: 'order', withinHours: 24 };
    const id = await created({ holdoutPercent: 50, conversion });
    await becomes(id, { state: 'done' });
    const held = await DeliveryModel.find({ 'sender.id': id, reason: 'holdout' }).lean();
    const got = await DeliveryModel.find({ 'sender.id': id, state: 'accepted' }).lean();
    expect(held.length + got.length).toBe(FRIENDS);
    expect(await seenTimes(`campaign ${number}`)).toHaveLength(got.length);
    const order = (friendId: string | undefined, externalId: string, totalMinor: number) =>
      api('POST', `/friends/${friendId}/orders`, {
        externalId: `${id}-${externalId}`,
        totalMinor,
        currency: 'TWD',
        items: [{ sku: 'helmet', name: 'Helmet', quantity: 1 }],
      });
    for (const [index, { friendId }] of got.slice(0, 3).entries())
      expect((await order(friendId, `got${index}`, 1_000)).status).toBe(201);
    await order(got[0]?.friendId, 'twice', 500);
    await order(held[0]?.friendId, 'held', 900);
    const refund = `/friends/${got[1]?.friendId}/orders/${id}-got1/refunds`;
    expect((await api('POST', refund, { externalId: 'r', amountMinor: 400 })).status).toBe(201);
    const { total, arms: reported, uplift } = await report(id);
    expect(total).toMatchObject({ converted: 3, revenueMinor: { TWD: 3_100 }, planned: got.length });
    expect(reported.find(({ arm }: { arm: string }) => arm === 'holdout')).toMatchObject({
      planned: held.length,
      skipped: { holdout: held.length },
      converted: 1,
      revenueMinor: { TWD: 900 },
    });
    expect(uplift).toMatchObject({
      verdict: 'collecting',
      treated: { total: got.length, succeeded: 3 },
      control: { total: held.length, succeeded: 1 },
    });
    const plan = { name: 'p', from: '2026-01-01', currency: 'TWD', fee: 800, extra: [{ upTo: null, each: 0.2 }] };
    await api('PUT', '/sending-policy', { plans: [{ ...plan, included: 0 }] });
    const priced = await report(id);
    const amount = Math.round(got.length * 20) / 100;
    expect([priced.cost, priced.total.cost]).toEqual([
      { amount, currency: 'TWD' },
      { amount, currency: 'TWD' },
    ]);
    const csv = (await api('GET', `/campaigns/${id}/report.csv`)).body as string;
    const [head, ...rows] = csv
      .trim()
      .replace('\uFEFF', '')
      .split('\r\n')
      .map((line) => line.split(','));
    const cells = rows.map((row) => Object.fromEntries(row.map((cell, index) => [head?.[index], cell])));
    const heldOut = {
      arm: 'holdout',
      'skipped.holdout': `${held.length}`,
      converted: '1',
      'revenue.TWD': '9',
      cost: '0',
    };
    const all = {
      arm: 'total',
      accepted: `${got.length}`,
      'revenue.TWD': '31',
      cost: `${amount}`,
      costCurrency: 'TWD',
    };
    expect(cells).toEqual(expect.arrayContaining([heldOut, all].map((row) => expect.objectContaining(row))));
    expect(csv).not.toContain('{');
    await api('PUT', '/sending-policy', { plans: [{ ...plan, included: 1_000_000 }] });
    expect((await report(id)).cost).toEqual({ amount: 0, currency: 'TWD' });
    const recipients = (await api('GET', `/campaigns/${id}/recipients.csv`)).body as string;
    expect(recipients.trim().split('\r\n')).toHaveLength(FRIENDS + 1);
  }, 60_000);

  test('friends who clicked and did not buy can be sent to again', async () => {
    const id = await created({ content: asText('Offer A https://shop.example.com/again') });
    await becomes(id, { state: 'done' });
    const unsold = await FriendModel.find({ 'orders.count': 0 }, { lineUserId: 1 }).limit(2).lean();
    const [buyer = '', looker = ''] = unsold.map(({ lineUserId }) => lineUserId);
    for (const userId of [buyer, looker])
      await fetch(`${product.url}${await linkIn(userId)}`, {
        redirect: 'manual',
        headers: { 'user-agent': 'Mozilla/5.0 Line/14.0' },
      });
    const friendOf = async (lineUserId: string) => (await FriendModel.findOne({ lineUserId }).lean())?._id;
    await api('POST', `/friends/${await friendOf(buyer)}/orders`, {
      externalId: 'again',
      totalMinor: 1,
      currency: 'TWD',
      items: [],
    });
    const rule = { all: [{ campaign: id, did: 'clicked' }, { not: { orders: { count: { gte: 1 } } } }] };
    await eventually(async () => {
      const { body } = await api('POST', '/segments/count', { rule });
      const found = body.samples.map(({ lineUserId }: { lineUserId: string }) => lineUserId);
      expect([body.count, found.includes(looker), found.includes(buyer)]).toEqual([1, true, false]);
    });
  }, 60_000);
});
