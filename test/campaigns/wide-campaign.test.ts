import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { CampaignModel } from '../../src/campaigns/campaign.model.js';
import { sendCampaign } from '../../src/campaigns/send-campaign.js';
import { gatewayOf } from '../../src/channels/index.js';
import { cleanWideSend } from '../../src/deliveries/clean-wide-send.js';
import { DeliveryModel } from '../../src/deliveries/delivery.model.js';
import { WideSendModel } from '../../src/deliveries/wide-send.model.js';
import { FriendModel } from '../../src/friends/friend.model.js';
import { findOrCreateFriends } from '../../src/friends/index.js';
import { buildApp, aUserId, CHANNEL_ID, type TestApp } from '../support/build-app.js';
import { eventually } from '../support/eventually.js';
import { asText } from '../support/factories.js';

const HOUR_MS = 3_600_000;
const offsetOf = (timeZone: string) => {
  const at = new Date().toLocaleString('sv-SE', { timeZone });
  return Math.round((Date.parse(`${at.replace(' ', 'T')}Z`) - Date.now()) / 60_000) * 60_000;
};
const KNOWN = 60;
const STRANGERS = 5;
const MALE = 20;
let product: TestApp;
const userIds = Array.from({ length: KNOWN }, (_, index) => aUserId(30_000 + index));
const strangers = Array.from({ length: STRANGERS }, (_, index) => aUserId(40_000 + index));

beforeAll(async () => {
  product = await buildApp();
  const { control, app } = product;
  await control.configure({ audienceReadyMs: 30, narrowcastWaitingMs: 30, narrowcastSendingMs: 30, rateFactor: 0 });
  await control.addPeople(
    [...userIds, ...strangers].map((userId, index) => ({
      userId,
      displayName: 'Rider',
      ...(index < MALE ? { demographics: { gender: 'male' as const } } : {}),
    })),
  );
  await control.befriend({ channelId: CHANNEL_ID, userIds: [...userIds, ...strangers] });
  await findOrCreateFriends(
    app.ctx,
    CHANNEL_ID,
    userIds.map((lineUserId) => ({ lineUserId, at: new Date() })),
  );
  await FriendModel.updateMany({}, { $set: { profileDueAt: null, outbox: [] }, $unset: { outboxAt: '' } });
}, 60_000);
beforeEach(forgetTurns);
afterEach(async () => {
  await product.control.clearFaults();
  await product.control.setQuota({ channelId: CHANNEL_ID, quota: { type: 'none' } });
  // A store that locks row by row may refuse this while what follows a campaign still writes on the same friends.
  await eventually(() =>
    FriendModel.updateMany({}, { $set: { consent: {}, blacklisted: null, standing: 'following' } }),
  );
  await api('PUT', '/sending-policy', {});
});
afterAll(() => product.close());

const api = (method: string, path: string, body?: object) => product.api(method, `/api/v1${path}`, body);

/** Each test has LINE's hour before it. */
async function forgetTurns() {
  const keys = await product.redis.keys('*:rate:*');
  if (keys.length > 0) await product.redis.del(keys);
}

const everyone = { everyone: true };
const create = (way: 'broadcast' | 'narrowcast', text: string, rest: object = {}) =>
  api('POST', '/campaigns', {
    name: text,
    audience: everyone,
    way,
    content: asText(text),
    links: null,
    sendAt: new Date(),
    ...rest,
  });
const start = async (way: 'broadcast' | 'narrowcast', text: string, rest: object = {}) => {
  const { status, body } = await create(way, text, rest);
  expect({ status, body }).toMatchObject({ status: 201 });
  return body.id as string;
};
/** Looks again at once instead of after some seconds. */
const lookAgain = async (id: string) => {
  await CampaignModel.updateOne({ _id: id, state: 'sending' }, { $set: { wakeAt: new Date(0) } });
  await sendCampaign(product.app.ctx, id);
};
const until = (id: string, state: string) =>
  eventually(async () => {
    await lookAgain(id);
    const { body } = await api('GET', `/campaigns/${id}`);
    expect(body.state).toBe(state);
    return body;
  }, 30_000);
const reportOf = async (id: string) => (await api('GET', `/campaigns/${id}/report`)).body;
const timesSeen = async (text: string, people = userIds) => {
  const counts: Record<number, number> = {};
  for (const userId of people) {
    const { entries } = await product.control.chat({ channelId: CHANNEL_ID, userId });
    const times = entries.filter((one) => one.kind === 'seen' && JSON.stringify(one.message).includes(text)).length;
    counts[times] = (counts[times] ?? 0) + 1;
  }
  return counts;
};
const audiences = async () => {
  const answer = await fetch(`${product.line.url}/v2/bot/audienceGroup/list?page=1&size=40`, {
    headers: { authorization: 'Bearer access-token-of-the-first-channel' },
  });
  return ((await answer.json()) as { audienceGroups: { description: string }[] }).audienceGroups;
};

describe('a broadcast', () => {
  test('reaches everybody who follows once, also whom we do not know; LINE does not say what it billed', async () => {
    const id = await start('broadcast', 'for everybody');
    expect(await until(id, 'done')).toMatchObject({ deliveries: { byState: { accepted: KNOWN } } });
    expect(await timesSeen('for everybody', [...userIds, ...strangers])).toEqual({ 1: KNOWN + STRANGERS });
    expect(await reportOf(id)).toMatchObject({
      total: { accepted: KNOWN, billed: null },
      cost: null,
      wideSend: { method: 'broadcast', state: 'settled', recipients: KNOWN, failure: null },
    });
    expect(await DeliveryModel.findOne({ 'sender.id': id }).lean()).toMatchObject({
      method: 'broadcast',
      lineRequestId: expect.any(String),
    });
  });

  test('says what does not go together with it, all at once', async () => {
    const { status, body } = await create('broadcast', 'wrong', {
      audience: { standing: 'following' },
      exclude: { blacklisted: true },
      perMinute: 10,
      hours: { from: '10:00', until: '12:00' },
      holdoutPercent: 5,
      links: { track: 'personal' },
    });
    expect(status).toBe(400);
    for (const field of ['audience', 'exclude', 'perMinute', 'hours', 'holdoutPercent', 'links'])
      expect(body.error.message).toContain(`${field}:`);
  });

  test('warns of those whom it overrides, with their numbers, and notes on each what would have held it back', async () => {
    await FriendModel.updateOne(
      { lineUserId: userIds[0] },
      { $set: { blacklisted: { reason: 'asked', at: new Date(), by: 'staff' } } },
      { strict: false },
    );
    const { body: draft } = await create('broadcast', 'warned', { draft: true });
    const { body } = await api('GET', `/campaigns/${draft.id}/preflight`);
    expect(body).toMatchObject({ people: KNOWN, overridden: { blacklisted: 1, optedOut: 0 }, problems: [] });
    expect(body.warnings.join(' ')).toContain('1 friends who are blacklisted');
    await api('POST', `/campaigns/${draft.id}/schedule`, {});
    await until(draft.id, 'done');
    const friend = await FriendModel.findOne({ lineUserId: userIds[0] }).lean();
    expect(await DeliveryModel.findById(`campaign:${draft.id}:${friend?._id}`).lean()).toMatchObject({
      state: 'accepted',
      passed: ['blacklisted'],
    });
  });

  test('of a promotion is refused while anybody has refused promotions, with how many they are', async () => {
    const denied = { promotion: { state: 'denied', source: 'api', at: new Date() } };
    await FriendModel.updateMany({ lineUserId: { $in: userIds.slice(0, 3) } }, { $set: { consent: denied } });
    const { body: draft } = await create('broadcast', 'promoted', {
      content: { template: 'retain-checkup' },
      draft: true,
    });
    expect((await api('GET', `/campaigns/${draft.id}/preflight`)).body.problems[0]).toContain('3 friends who refused');
    const answer = await api('POST', `/campaigns/${draft.id}/schedule`, {});
    expect(answer).toMatchObject({ status: 400, body: { error: { message: expect.stringContaining('3 friends') } } });
  });

  test('that was taken when the process died before it wrote that down is seen once by everybody', async () => {
    const id = await start('broadcast', 'died after it', { sendAt: new Date(Date.now() + 3_600_000) });
    await dieInCall(id, async ({ messages, retryKey }) => {
      const gateway = await gatewayOf(product.app.ctx, CHANNEL_ID);
      await gateway.broadcast(messages, { retryKey });
    });
    await until(id, 'done');
    expect(await timesSeen('died after it', [...userIds, ...strangers])).toEqual({ 1: KNOWN + STRANGERS });
    expect((await product.control.duplicates({ channelId: CHANNEL_ID })).people).toEqual([]);
  });

  test('of which LINE left no word for a day is unknown to everybody: nothing sends it again', async () => {
    const id = await start('broadcast', 'never known', { sendAt: new Date(Date.now() + 3_600_000) });
    await dieInCall(id, async () => undefined);
    await WideSendModel.updateOne({ _id: id }, { $set: { firstCallAt: new Date(Date.now() - 25 * 3_600_000) } });
    expect(await until(id, 'done')).toMatchObject({ deliveries: { byState: { unknown: KNOWN } } });
    expect(await timesSeen('never known')).toEqual({ 0: KNOWN });
  });

  test('that LINE took without answering is repeated with its key, and cannot be stopped meanwhile', async () => {
    await product.control.inject({ path: '/v2/bot/message/broadcast', kind: 'acceptThenReset', times: 1 });
    const id = await start('broadcast', 'took and hung up');
    await eventually(async () => {
      const wideSend = await WideSendModel.findById(id).lean();
      expect(wideSend).toMatchObject({ state: 'inFlight', mayBeTaken: true });
    });
    for (const action of ['pause', 'cancel']) {
      const answer = await api('POST', `/campaigns/${id}/${action}`);
      expect(answer).toMatchObject({ status: 409, body: { error: { code: 'conflict' } } });
      expect(answer.body.error.message).toContain('was handed to LINE as a broadcast');
    }
    const { body } = await api('GET', `/campaigns/${id}`);
    expect(body.actions).not.toContain('pause');
    expect(body.actions).not.toContain('cancel');
    await until(id, 'done');
    expect(await timesSeen('took and hung up')).toEqual({ 1: KNOWN });
  });

  test('at a quiet hour of the channel waits for its end', async () => {
    const time = (at: number) => new Date(at).toISOString().slice(11, 16);
    const { body: channels } = await api('GET', '/channels');
    const offsetMs = offsetOf(channels.channels[0].timeZone);
    const quietHours = {
      from: time(Date.now() + offsetMs - HOUR_MS),
      until: time(Date.now() + offsetMs + 2 * HOUR_MS),
    };
    await api('PUT', '/sending-policy', { quietHours });
    const id = await start('broadcast', 'not now');
    await eventually(async () => {
      const campaign = await CampaignModel.findById(id).lean();
      expect(campaign?.state).toBe('sending');
      expect(campaign?.wakeAt.getTime()).toBeGreaterThan(Date.now() + HOUR_MS);
    });
    await api('PUT', '/sending-policy', {});
    await until(id, 'done');
    expect(await timesSeen('not now')).toEqual({ 1: KNOWN });
  });

  test('over the quota is not begun: it waits for a person, and leaves once there is enough', async () => {
    await product.control.setQuota({ channelId: CHANNEL_ID, quota: { type: 'limited', value: 1 } });
    const id = await start('broadcast', 'over the quota');
    expect(await until(id, 'paused')).toMatchObject({ stateReason: 'monthlyLimit', handedOverAt: null });
    await product.control.setQuota({ channelId: CHANNEL_ID, quota: { type: 'none' } });
    await api('POST', `/campaigns/${id}/resume`);
    await until(id, 'done');
    expect(await timesSeen('over the quota')).toEqual({ 1: KNOWN });
  });

  test('past what LINE takes in an hour waits for its turn, and can be stopped while it does', async () => {
    for (let turn = 0; turn < 6; turn += 1) {
      const gateway = await gatewayOf(product.app.ctx, CHANNEL_ID);
      await gateway.broadcast([], { retryKey: crypto.randomUUID() }).catch(() => undefined);
    }
    const id = await start('broadcast', 'one too many');
    await eventually(async () => expect(await WideSendModel.findById(id).lean()).toMatchObject({ state: 'ready' }));
    await eventually(async () =>
      expect(await api('POST', `/campaigns/${id}/cancel`)).toMatchObject({ body: { state: 'cancelled' } }),
    );
    await lookAgain(id);
    expect(await timesSeen('one too many')).toEqual({ 0: KNOWN });
    expect(await WideSendModel.findById(id).lean()).toMatchObject({ state: 'abandoned' });
  });
});

/** Leaves a campaign as a process that died in its call to LINE left it: everything before the call is stored, nothing after. */
async function dieInCall(id: string, callLine: (wideSend: { messages: never[]; retryKey: string }) => Promise<void>) {
  const now = new Date();
  await product.control.setQuota({ channelId: CHANNEL_ID, quota: { type: 'limited', value: 1 } });
  await CampaignModel.updateOne({ _id: id }, { $set: { wakeAt: now, sendAt: now } });
  await eventually(async () => {
    await lookAgain(id);
    expect(await CampaignModel.findById(id).lean()).toMatchObject({ state: 'paused', stateReason: 'monthlyLimit' });
  }, 30_000);
  await product.control.setQuota({ channelId: CHANNEL_ID, quota: { type: 'none' } });
  const wideSend = await WideSendModel.findById(id).lean();
  await callLine(wideSend as never);
  await WideSendModel.updateOne(
    { _id: id },
    { $set: { state: 'inFlight', mayBeTaken: true, firstCallAt: now, recipients: KNOWN } },
  );
  await CampaignModel.updateOne(
    { _id: id },
    { $set: { state: 'sending', stateReason: null, handedOverAt: now, wakeAt: now } },
  );
}

describe('a narrowcast', () => {
  test('goes to the audience that passed the gates, whole; LINE says to how many, and its audience is deleted', async () => {
    await FriendModel.updateMany({ lineUserId: { $in: userIds.slice(0, 4) } }, { $set: { standing: 'blocked' } });
    const id = await start('narrowcast', 'to an audience');
    expect(await until(id, 'done')).toMatchObject({
      deliveries: { byState: { accepted: KNOWN - 4, skipped: 4 }, byReason: { blocked: 4 } },
    });
    expect(await timesSeen('to an audience')).toEqual({ 0: 4, 1: KNOWN - 4 });
    expect(await timesSeen('to an audience', strangers)).toEqual({ 0: STRANGERS });
    expect(await reportOf(id)).toMatchObject({
      total: { accepted: KNOWN - 4, billed: KNOWN - 4, skipped: { blocked: 4 } },
      wideSend: { audienceSize: KNOWN - 4, progress: { phase: 'succeeded', successCount: KNOWN - 4, failureCount: 0 } },
    });
    await cleanWideSend(product.app.ctx, id);
    await eventually(async () => expect((await audiences()).filter((one) => one.description.includes(id))).toEqual([]));
    await cleanWideSend(product.app.ctx, id);
    expect(await WideSendModel.findById(id).lean()).toMatchObject({ cleanAt: null, state: 'settled' });
  });

  test('that was taken when the process died before it wrote that down is seen once by everybody', async () => {
    const id = await start('narrowcast', 'died in it', { sendAt: new Date(Date.now() + 3_600_000) });
    await dieInCall(id, async ({ messages, retryKey }) => {
      const { audience } = (await WideSendModel.findById(id).lean()) ?? {};
      const gateway = await gatewayOf(product.app.ctx, CHANNEL_ID);
      const target = { audienceId: audience?.id ?? 0, demographic: null, max: KNOWN };
      await gateway.narrowcast(target, messages, { retryKey });
    });
    expect(await until(id, 'done')).toMatchObject({ deliveries: { byState: { accepted: KNOWN } } });
    expect(await timesSeen('died in it')).toEqual({ 1: KNOWN });
  });

  test('finds an audience again that a process made and did not come to note', async () => {
    await product.control.inject({
      method: 'POST',
      path: '/v2/bot/audienceGroup/upload',
      kind: 'acceptThenReset',
      times: 1,
    });
    await product.control.inject({
      method: 'PUT',
      path: '/v2/bot/audienceGroup/upload',
      kind: 'acceptThenReset',
      times: 1,
    });
    const id = await start('narrowcast', 'found again');
    await eventually(async () => {
      await lookAgain(id);
      expect((await audiences()).filter((one) => one.description === `lifeline/${id}/1`)).toHaveLength(1);
      expect((await WideSendModel.findById(id).lean())?.audience.id).toEqual(expect.any(Number));
    });
    await until(id, 'done');
    expect(await timesSeen('found again')).toEqual({ 1: KNOWN });
  });

  test('makes its audience anew when LINE has lost it', async () => {
    await product.control.configure({ audienceReadyMs: 60_000 });
    const id = await start('narrowcast', 'made anew');
    await eventually(async () => {
      await lookAgain(id);
      expect(await WideSendModel.findById(id).lean()).toMatchObject({ state: 'gathering' });
    });
    await product.control.configure({ audienceReadyMs: 30 });
    const gateway = await gatewayOf(product.app.ctx, CHANNEL_ID);
    for (const audienceId of await gateway.listAudienceIds(`lifeline/${id}/1`))
      await gateway.deleteAudience(audienceId);
    await until(id, 'done');
    expect(await WideSendModel.findById(id).lean()).toMatchObject({ audience: { attempt: 2 } });
    expect(await timesSeen('made anew')).toEqual({ 1: KNOWN });
  });

  test('by attributes that too few have fails as a whole, in words', async () => {
    await product.control.configure({ narrowcastReachMin: 10 });
    const narrowcast = { demographic: { type: 'gender', oneOf: ['female'] } };
    const { body: draft } = await create('narrowcast', 'too few', { narrowcast, draft: true });
    const { body } = await api('GET', `/campaigns/${draft.id}/preflight`);
    expect(body.warnings[0]).toContain('50 people or more');
    await api('POST', `/campaigns/${draft.id}/schedule`, {});
    await until(draft.id, 'done');
    expect(await reportOf(draft.id)).toMatchObject({
      total: { accepted: 0, billed: 0, failed: { tooFewRecipients: KNOWN } },
      wideSend: { progress: { errorCode: 2 }, failure: expect.stringContaining('fewer than the 50 people') },
    });
    expect(await timesSeen('too few')).toEqual({ 0: KNOWN });
  });

  test('by attributes costs the most that it can until LINE has counted it, then what LINE billed', async () => {
    await product.control.configure({ narrowcastReachMin: 10, narrowcastRecipientsMin: 10 });
    await product.control.inject({ path: '/v2/bot/message/progress/narrowcast', kind: 'serverError', times: 1_000 });
    const today = new Date(Date.now() + 24 * HOUR_MS).toISOString().slice(0, 10);
    const days = `from=${new Date(Date.now() - 24 * HOUR_MS).toISOString().slice(0, 10)}&until=${today}`;
    const costOf = async (id: string) => {
      const [costs, allowance] = await Promise.all([api('GET', `/costs?${days}`), api('GET', '/allowance')]);
      const own = costs.body.costs.filter(({ sender }: { sender: { id: string } }) => sender.id === id);
      const [{ billed, unconfirmed }] = own;
      return { rows: own.length, billed, unconfirmed, budgetUnconfirmed: allowance.body.budget.unconfirmed };
    };
    const narrowcast = { demographic: { type: 'gender', oneOf: ['male'] } };
    const id = await start('narrowcast', 'to some of them', { narrowcast });
    await eventually(async () => expect((await WideSendModel.findById(id).lean())?.state).toBe('following'));
    expect(await costOf(id)).toEqual({ rows: 1, billed: KNOWN, unconfirmed: KNOWN, budgetUnconfirmed: KNOWN });
    await product.control.clearFaults();
    await until(id, 'done');
    expect(await timesSeen('to some of them')).toEqual({ 0: KNOWN - MALE, 1: MALE });
    expect(await costOf(id)).toEqual({ rows: 1, billed: MALE, unconfirmed: 0, budgetUnconfirmed: 0 });
  });

  test('says what does not go together with it', async () => {
    const { status, body } = await create('narrowcast', 'wrong', {
      perMinute: 5,
      narrowcast: { demographic: { type: 'gender', oneOf: ['robot'] } },
    });
    expect(status).toBe(400);
    expect(JSON.stringify(body)).toContain('narrowcast.demographic');
    expect((await create('broadcast', 'wrong', { narrowcast: {} })).status).toBe(400);
  });

  test('cancelled before LINE was called reaches nobody, leaves no audience, and counts for no cap', async () => {
    await api('PUT', '/sending-policy', { caps: { day: 100 } });
    await product.control.configure({ audienceReadyMs: 60_000 });
    const id = await start('narrowcast', 'cancelled');
    await eventually(async () => {
      await lookAgain(id);
      expect(await WideSendModel.findById(id).lean()).toMatchObject({ state: 'gathering' });
    });
    await product.control.configure({ audienceReadyMs: 30 });
    const counted = () => FriendModel.countDocuments({ 'sent.all.id': { $regex: `^campaign:${id}:` } });
    expect(await counted()).toBe(KNOWN);
    expect(await api('POST', `/campaigns/${id}/cancel`)).toMatchObject({ status: 200 });
    await eventually(async () => {
      await cleanWideSend(product.app.ctx, id);
      expect((await audiences()).filter((one) => one.description.includes(id))).toEqual([]);
      expect(await counted()).toBe(0);
    });
    expect(await timesSeen('cancelled')).toEqual({ 0: KNOWN });
    expect(await reportOf(id)).toMatchObject({ total: { skipped: { cancelled: KNOWN }, billed: 0 } });
  });
});
