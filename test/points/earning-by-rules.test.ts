import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { FriendDocument } from '../../src/friends/friend.model.js';
import { friendFollowed } from '../../src/friends/index.js';
import { listeners } from '../../src/points/listeners.js';
import { earnForActivity, earnForOrders } from '../../src/points/earn-by-rules.js';
import { PointEntryModel } from '../../src/points/point.model.js';
import { buildApp, CHANNEL_ID, type TestApp } from '../support/build-app.js';
import { eventually } from '../support/eventually.js';
import { aFriend } from '../support/factories.js';

let product: TestApp;
beforeAll(async () => {
  product = await buildApp();
});
afterAll(() => product.close());

const call = async (method: string, path: string, body?: object) => {
  const answer = await product.api(method, `/api/v1${path}`, body);
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
};
const addRule = (when: object, rest: object = {}) => call('POST', '/point-rules', { name: 'A rule', when, ...rest });
const points = async ({ _id }: FriendDocument) => (await call('GET', `/friends/${_id}/points`)).balance as number;
const visit = ({ _id }: FriendDocument, kind: string, externalId: string, rest: object = {}) =>
  call('POST', `/friends/${_id}/activities`, { kind, externalId, ...rest });
const order = ({ _id }: FriendDocument, externalId: string, totalMinor: number, rest: object = {}) =>
  call('POST', `/friends/${_id}/orders`, { externalId, totalMinor, currency: 'TWD', ...rest });
const refund = ({ _id }: FriendDocument, orderId: string, externalId: string, amountMinor: number) =>
  call('POST', `/friends/${_id}/orders/${orderId}/refunds`, { externalId, amountMinor });

test('an activity gives what its rule says, once, at most so much a day, and nothing for what came before the rule', async () => {
  const friend = await aFriend(product);
  await addRule({ kind: 'activity', activityKind: 'service.visited', points: 5 }, { dailyMax: 12 });
  for (const externalId of ['1', '1', '2', '3', '4']) await visit(friend, 'service.visited', externalId);
  await visit(friend, 'service.visited', 'old', { occurredAt: '2026-01-01T00:00:00Z' });
  await eventually(async () => expect(await points(friend)).toBe(12));
  const activity = { activityId: `${friend._id}/1`, kind: 'service.visited', at: new Date() };
  await earnForActivity(product.app.ctx, friend, activity);
  expect(await points(friend)).toBe(12);
});

test('the first follow gives once, a return after blocking nothing', async () => {
  const rule = await addRule({ kind: 'activity', activityKind: 'friend.followed', points: 7 });
  const friend = await aFriend(product);
  await eventually(async () => expect(await points(friend)).toBe(7));
  const followed = listeners.find(({ id }) => id === 'points.followed');
  const event = { ...friendFollowed.of({ isUnblocked: false, isFirst: true }, new Date()), channelId: CHANNEL_ID };
  await followed?.run(product.app.ctx, { ...event, id: `${friend._id}:99:0`, friendId: friend._id });
  const { _id: friendId } = friend;
  const returned = friendFollowed.of({ isUnblocked: true, isFirst: false }, new Date());
  await followed?.run(product.app.ctx, { ...returned, channelId: CHANNEL_ID, id: `${friendId}:100:0`, friendId });
  expect(await points(friend)).toBe(7);
  await call('DELETE', `/point-rules/${rule.id}`);
});

test('an order gives by its amount, and refunds take back exactly what they undid', async () => {
  const rule = await addRule({ kind: 'order', currency: 'TWD', points: 1, perMinor: 100 });
  const friend = await aFriend(product);
  await order(friend, 'A-1', 10_050);
  await order(friend, 'A-1', 10_050);
  await order(friend, 'A-2', 5_000, { currency: 'JPY' });
  await eventually(async () => expect(await points(friend)).toBe(100));
  await refund(friend, 'A-1', 'R-1', 60);
  await eventually(async () => expect(await points(friend)).toBe(99));
  await call('PATCH', `/point-rules/${rule.id}`, { isEnabled: false });
  await refund(friend, 'A-1', 'R-2', 9_990);
  await eventually(async () => expect(await points(friend)).toBe(0));
  await Promise.all([1, 2].map(() => earnForOrders(product.app.ctx, friend)));
  expect(await PointEntryModel.countDocuments({ friendId: friend._id })).toBe(3);
  await call('DELETE', `/point-rules/${rule.id}`);
});

test('orders from before the rule give nothing, also when a new one comes', async () => {
  const friend = await aFriend(product);
  await order(friend, 'B-1', 70_000, { orderedAt: '2026-01-01T00:00:00Z' });
  const rule = await addRule({ kind: 'order', currency: 'TWD', points: 1, perMinor: 100 });
  await order(friend, 'B-2', 200);
  await eventually(async () => expect(await points(friend)).toBe(2));
  await call('DELETE', `/point-rules/${rule.id}`);
});

test('a segment over points follows them', async () => {
  const friend = await aFriend(product);
  const { id } = await call('POST', '/segments', { name: 'Rich', rule: { points: { gte: 500 } } });
  await call('POST', `/friends/${friend._id}/points/earn`, { points: 500, externalId: 'x', reason: 'test' });
  const isMember = async () =>
    (await call('GET', `/friends/${friend._id}`)).segments.some((one: { id: string }) => one.id === id);
  await eventually(async () => expect(await isMember()).toBe(true));
  await call('POST', `/friends/${friend._id}/points/spend`, { points: 1, externalId: 'y', reason: 'test' });
  await eventually(async () => expect(await isMember()).toBe(false));
});

test('a merge adds the points up, taking it back leaves each with what is theirs, and every balance stays the sum', async () => {
  const [kept, absorbed] = [await aFriend(product), await aFriend(product)];
  const change = (friend: FriendDocument, op: string, points: number, externalId: string) =>
    call('POST', `/friends/${friend._id}/points/${op}`, { points, externalId, reason: 'test' });
  await change(kept, 'earn', 10, '1');
  await change(absorbed, 'earn', 100, '1');
  await change(absorbed, 'spend', 30, '2');
  const merged = await call('POST', '/friends/merges', { keepId: kept._id, absorbId: absorbed._id });
  expect(await points(kept)).toBe(80);
  // Under the old id, and for a cause that is known from before.
  await change(absorbed, 'spend', 30, '2');
  await change(absorbed, 'spend', 25, '3');
  expect(await points(kept)).toBe(55);
  expect(await call('GET', `/friends/${kept._id}/points/audit`)).toMatchObject({ ledger: 55, isRight: true });
  await call('POST', `/friends/merges/${merged.id}/undo`);
  const audits = await Promise.all([kept, absorbed].map(({ _id }) => call('GET', `/friends/${_id}/points/audit`)));
  expect(audits.map(({ isRight, problems }) => ({ isRight, problems }))).toEqual([
    { isRight: true, problems: [] },
    { isRight: true, problems: [] },
  ]);
  expect(audits[0].ledger + audits[1].ledger).toBe(55);
  expect(audits[0].ledger).toBeGreaterThanOrEqual(0);
});
