import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { makeAudience } from '../../prove/audience.js';
import type { Context } from '../../src/context.js';
import { readAllowance } from '../../src/deliveries/allowance.js';
import { deliver } from '../../src/deliveries/index.js';
import { claimMembers } from '../../src/deliveries/join-deliveries.js';
import { DeliveryModel } from '../../src/deliveries/delivery.model.js';
import { gateDeliveries } from '../../src/deliveries/gate-deliveries.js';
import { sendDelivery } from '../../src/deliveries/send-delivery.js';
import { FriendModel, type FriendDocument } from '../../src/friends/friend.model.js';
import { buildApp, CHANNEL_ID, type TestApp } from '../support/build-app.js';
import { seenBy } from '../support/factories.js';

const HOUR_MS = 3_600_000;

// No worker: each test takes the steps that one would take.
let product: TestApp;
let ctx: Context;
let friend: FriendDocument;
let number = 0;
beforeAll(async () => {
  product = await buildApp({ roles: ['server'] });
  ctx = product.app.ctx;
}, 60_000);
beforeEach(async () => {
  number += 1;
  const audience = await makeAudience(product.control, CHANNEL_ID, { name: `joining ${number}`, friends: 1 });
  const found = await FriendModel.findOne({ lineUserId: { $in: audience.lineUserIds } }).lean();
  if (!found) throw new Error('The friend was not made.');
  friend = found;
});
afterEach(async () => {
  await product.control.clearFaults();
  await product.api('PUT', '/api/v1/sending-policy', {});
});
afterAll(() => product.close());

/** A planned delivery of that many bubbles. */
const plan = async (text: string, rest: Partial<Parameters<typeof deliver>[1]> = {}, bubbles = 1) => {
  number += 1;
  const id = `joining:${number}`;
  const messages = Array.from({ length: bubbles }, (_, index) => ({
    type: 'text' as const,
    text: `${text} ${index + 1}`,
  }));
  await deliver(ctx, { id, friend, sender: { kind: 'api', id }, content: { messages }, ...rest });
  return id;
};
const read = (id: string) => DeliveryModel.findById(id).lean();
const statesOf = async (...ids: string[]) => (await Promise.all(ids.map(read))).map((delivery) => delivery?.state);
const sendAll = (...ids: string[]) => Promise.all(ids.map((id) => sendDelivery(ctx, id)));
const overdue = (...ids: string[]) =>
  DeliveryModel.updateMany({ _id: { $in: ids }, state: 'inFlight' }, { $set: { takeOverAt: new Date(0) } });
/** What the friend saw, by the request that it came in. */
const requests = async () => {
  const { accepted } = await product.control.ledger({ channelId: CHANNEL_ID });
  const seen = await seenBy(product, friend.lineUserId);
  return accepted
    .filter(({ recipients }) => recipients.includes(friend.lineUserId))
    .map(({ method, billed }) => ({ method, billed, of: seen.length }));
};
const texts = async () => (await seenBy(product, friend.lineUserId)).map(({ message }) => message['text']);
const aReply = async () => {
  const { events } = await product.control.sendText({ channelId: CHANNEL_ID, userId: friend.lineUserId, text: 'hm' });
  return { token: String((events[0] as { replyToken?: string }).replyToken), until: new Date(Date.now() + 50_000) };
};
const billed = async () => (await readAllowance(ctx, CHANNEL_ID)).budget.billed;

test('what is due for a friend at the same time leaves in one request, in the order of planning, and is billed once', async () => {
  const before = await billed();
  const ids = [await plan('first'), await plan('second', {}, 2), await plan('third')];
  await sendDelivery(ctx, ids[2] ?? '');
  expect(await statesOf(...ids)).toEqual(['planned', 'planned', 'planned']); // the first one takes the others along
  await sendAll(...ids);
  expect(await statesOf(...ids)).toEqual(['accepted', 'accepted', 'accepted']);
  expect(await texts()).toEqual(['first 1', 'second 1', 'second 2', 'third 1']);
  expect(await requests()).toEqual([{ method: 'push', billed: 1, of: 4 }]);
  expect(await billed()).toBe(before + 1);
  expect((await read(ids[1] ?? ''))?.lineRequestId).toBe((await read(ids[0] ?? ''))?.lineRequestId);
  const { body } = await product.api('GET', `/api/v1/friends/${friend._id}/deliveries`);
  const joined = body.deliveries.map(({ id, joinedTo }: { id: string; joinedTo: string | null }) => [id, joinedTo]);
  expect(new Map(joined)).toEqual(new Map(ids.map((id, index) => [id, index === 0 ? null : ids[0]])));
});

test('a fresh reply token of one of them carries all for nothing', async () => {
  const ids = [await plan('waited'), await plan('answer', { reply: await aReply() })];
  await sendAll(...ids);
  expect(await statesOf(...ids)).toEqual(['accepted', 'accepted']);
  expect(await requests()).toEqual([{ method: 'reply', billed: 0, of: 2 }]);
});

test('what does not fit into five bubbles leaves in the next request', async () => {
  const ids = [await plan('three', {}, 3), await plan('three more', {}, 3)];
  await sendAll(...ids);
  await sendAll(...ids);
  expect(await statesOf(...ids)).toEqual(['accepted', 'accepted']);
  expect(await requests()).toHaveLength(2);
});

test('what is due later, or was due long before, leaves by itself', async () => {
  const stuck = await plan('stuck');
  await DeliveryModel.updateOne({ _id: stuck }, { $set: { dueAt: new Date(Date.now() - HOUR_MS) } });
  const [now, later] = [await plan('now'), await plan('later', { dueAt: new Date(Date.now() + HOUR_MS) })];
  await sendDelivery(ctx, now);
  expect(await statesOf(stuck, now, later)).toEqual(['planned', 'accepted', 'planned']);
});

test('what a cap keeps back does not keep back the others', async () => {
  await product.api('PUT', '/api/v1/sending-policy', { caps: { day: 1 } });
  const ids = [await plan('within the cap'), await plan('over it')];
  await sendAll(...ids);
  await sendAll(...ids);
  expect(await statesOf(...ids)).toEqual(['accepted', 'skipped']);
  expect(await texts()).toEqual(['within the cap 1']);
});

test('LINE refuses them together for one of them: each leaves alone, and only that one is refused', async () => {
  const ids = [await plan('good'), await plan('bad', { content: { messages: [BAD] } }), await plan('good too')];
  await sendAll(...ids);
  expect(await statesOf(...ids)).toEqual(['planned', 'planned', 'planned']);
  await sendAll(...ids);
  expect(await statesOf(...ids)).toEqual(['accepted', 'rejected', 'accepted']);
  expect(new Set(await texts())).toEqual(new Set(['good 1', 'good too 1']));
  expect(await texts()).toHaveLength(2);
});
const BAD = { type: 'coupon' as const, couponId: 'no-such-coupon' };

test('LINE took them without saying so: they are asked for with the same key, seen once, and all accepted', async () => {
  const ids = [await plan('taken'), await plan('along')];
  await product.control.inject({ path: '/v2/bot/message/push', kind: 'acceptThenReset', times: 1 });
  await sendAll(...ids);
  expect(await statesOf(...ids)).toEqual(['inFlight', 'inFlight']);
  await overdue(...ids);
  await sendDelivery(ctx, ids[1] ?? ''); // its request is open: it waits
  expect(await statesOf(...ids)).toEqual(['inFlight', 'inFlight']);
  await sendAll(...ids);
  expect(await statesOf(...ids)).toEqual(['accepted', 'accepted']);
  expect(await texts()).toEqual(['taken 1', 'along 1']);
});

test('a process that died between the outcome and those who left along: they end as it did', async () => {
  const ids = [await plan('settled'), await plan('not yet')];
  await sendAll(...ids);
  const member = { state: 'inFlight' as const, lineRequestId: null, settledAt: null, takeOverAt: new Date(0) };
  await DeliveryModel.updateOne({ _id: ids[1] }, { $set: member });
  await sendDelivery(ctx, ids[1] ?? '');
  expect(await statesOf(...ids)).toEqual(['accepted', 'accepted']);
  expect(await texts()).toEqual(['settled 1', 'not yet 1']);
});

test('a process that died before it had fixed who leaves along: nobody is lost, nobody gets it twice', async () => {
  const ids = [await plan('goes on'), await plan('left behind')];
  const [first, second] = [await read(ids[0] ?? ''), await read(ids[1] ?? '')];
  if (!first || !second) throw new Error('not planned');
  const { ready } = await gateDeliveries(ctx, CHANNEL_ID, [second]);
  await claimMembers({ ...first, claim: 'of a dead process' }, ready, { method: 'push', now: ctx.clock.now() });
  await sendAll(...ids);
  expect(await statesOf(...ids)).toEqual(['accepted', 'inFlight']);
  await overdue(...ids);
  await sendAll(...ids); // planned again
  await sendAll(...ids);
  expect(await statesOf(...ids)).toEqual(['accepted', 'accepted']);
  expect(await texts()).toEqual(['goes on 1', 'left behind 1']);
});

test('many workers at once send each of them once', async () => {
  const ids = [await plan('a'), await plan('b'), await plan('c')];
  await sendAll(...ids, ...ids, ...ids);
  await overdue(...ids);
  await sendAll(...ids);
  expect(await statesOf(...ids)).toEqual(['accepted', 'accepted', 'accepted']);
  expect((await texts()).toSorted((one, other) => String(one).localeCompare(String(other)))).toEqual([
    'a 1',
    'b 1',
    'c 1',
  ]);
});
