import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ActivityModel } from '../../src/activity/activity.model.js';
import { FriendModel } from '../../src/friends/friend.model.js';
import { OrderModel } from '../../src/sales/order.model.js';
import { buildApp, type TestApp } from '../support/build-app.js';
import { eventually } from '../support/eventually.js';
import { aFriend } from '../support/factories.js';

let product: TestApp;
beforeAll(async () => {
  product = await buildApp();
});
afterAll(() => product.close());

const buy = (friendId: string, externalId: string, totalMinor = 1_000, currency = 'TWD', orderedAt?: Date) =>
  product.api('POST', `/api/v1/friends/${friendId}/orders`, { externalId, totalMinor, currency, orderedAt });
const refund = (friendId: string, orderId: string, externalId: string, amountMinor: number) =>
  product.api('POST', `/api/v1/friends/${friendId}/orders/${orderId}/refunds`, { externalId, amountMinor });
const totals = async (friendId: string) => (await FriendModel.findById(friendId).lean())?.orders;

test('a refund lowers totals and customer value; the same one told many times at once is taken once', async () => {
  const friend = await aFriend(product);
  await buy(friend._id, '1');
  await buy(friend._id, '2');
  const answers = await Promise.all(Array.from({ length: 6 }, () => refund(friend._id, '2', 'r1', 300)));
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 6 }, () => 201));
  expect(answers[0]?.body).toMatchObject({ refundedMinor: 300, refunds: [{ externalId: 'r1', amountMinor: 300 }] });
  expect(await totals(friend._id)).toMatchObject({ count: 2, totalMinor: 1_700, refundedMinor: 300, lastMinor: 700 });
  const { body } = await product.api('GET', `/api/v1/friends/${friend._id}/clv`);
  expect(body.historic).toEqual([
    { currency: 'TWD', orders: 2, netMinor: 1_700, refundedMinor: 300, averageMinor: 850 },
  ]);
  expect(body.projected).toMatchObject({ currency: 'TWD', averageMinor: 850 });
  await eventually(async () =>
    expect(await ActivityModel.countDocuments({ friendId: friend._id, kind: 'order.refunded' })).toBe(1),
  );
});

test('refunds at once never take more than was paid', async () => {
  const friend = await aFriend(product);
  await buy(friend._id, '1');
  const answers = await Promise.all(Array.from({ length: 5 }, (_, index) => refund(friend._id, '1', `r${index}`, 400)));
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(2);
  expect(answers.find(({ status }) => status === 409)?.body.error.message).toContain('is more than is left of order 1');
  expect(await totals(friend._id)).toMatchObject({ totalMinor: 200, refundedMinor: 800 });
});

test('an order that was refunded whole moves the friend back to where they were', async () => {
  const friend = await aFriend(product);
  await buy(friend._id, '1');
  const stage = async () => (await FriendModel.findById(friend._id).lean())?.stage?.name;
  await eventually(async () => expect(await stage()).toBe('retain'));
  await refund(friend._id, '1', 'r', 1_000);
  await eventually(async () => expect(await stage()).toBe('acquire'));
  expect(await totals(friend._id)).toMatchObject({ count: 0, totalMinor: 0, refundedMinor: 1_000 });
});

test('a refund stored by a process that died before counting it is counted by the sweep', async () => {
  const friend = await aFriend(product);
  await buy(friend._id, '1');
  const at = new Date(Date.now() - 60_000);
  await OrderModel.updateOne(
    { _id: `${friend._id}/1` },
    {
      $set: { refundedMinor: 250, countedAt: null, recordedAt: at },
      $push: { refunds: { externalId: 'r', amountMinor: 250, refundedAt: at, recordedAt: at } },
    },
  );
  await product.app.sweep();
  await eventually(async () => expect(await totals(friend._id)).toMatchObject({ totalMinor: 750 }));
});

test('an order of an earlier version, which knew no refunds, takes one', async () => {
  const friend = await aFriend(product);
  await buy(friend._id, '1');
  await OrderModel.updateOne({ _id: `${friend._id}/1` }, { $unset: { refundedMinor: '', refunds: '' } });
  expect(await refund(friend._id, '1', 'r', 100)).toMatchObject({ status: 201, body: { refundedMinor: 100 } });
  expect(await totals(friend._id)).toMatchObject({ totalMinor: 900 });
});

test.each([
  ['of nothing', { externalId: 'r', amountMinor: 0 }, 400, 'amountMinor'],
  ['of more than was paid', { externalId: 'r', amountMinor: 1_001 }, 409, 'more than is left of order 1: 1000 TWD'],
])('a refund %s is refused by name', async (_what, body, status, message) => {
  const friend = await aFriend(product);
  await buy(friend._id, '1');
  const answer = await product.api('POST', `/api/v1/friends/${friend._id}/orders/1/refunds`, body);
  expect(answer).toMatchObject({ status, body: { error: { message: expect.stringContaining(message) } } });
  expect(await totals(friend._id)).toMatchObject({ totalMinor: 1_000 });
});

test('a refund of an order that is not there, or with another amount than before, is refused', async () => {
  const friend = await aFriend(product);
  await buy(friend._id, '1');
  expect(await refund(friend._id, 'none', 'r', 1)).toMatchObject({ status: 404 });
  await refund(friend._id, '1', 'r', 1);
  expect(await refund(friend._id, '1', 'r', 2)).toMatchObject({ status: 409 });
});

test('an order that came with a merge is known by its number: it is refunded, and not taken again', async () => {
  const [kept, absorbed] = [await aFriend(product), await aFriend(product)];
  await buy(kept._id, '1');
  await buy(absorbed._id, '2');
  await product.api('POST', '/api/v1/friends/merges', { keepId: kept._id, absorbId: absorbed._id });
  await eventually(async () => expect(await totals(kept._id)).toMatchObject({ count: 2, totalMinor: 2_000 }));
  expect(await buy(kept._id, '2')).toMatchObject({ status: 201 });
  expect(await refund(kept._id, '2', 'r', 1_000)).toMatchObject({ status: 201 });
  expect(await totals(kept._id)).toMatchObject({ count: 1, totalMinor: 1_000, refundedMinor: 1_000 });
});

test('customer value is shown by stage and friend path, each currency apart', async () => {
  const friend = await aFriend(product);
  await buy(friend._id, '1', 70_000, 'JPY');
  await eventually(async () => {
    const { body } = await product.api('GET', '/api/v1/lifecycle/clv');
    const yen = body.byStage.filter(({ currency }: { currency: string }) => currency === 'JPY');
    expect(yen).toEqual([
      { name: 'retain', currency: 'JPY', customers: 1, netMinor: 70_000, refundedMinor: 0, perCustomerMinor: 70_000 },
    ]);
    expect(
      body.byFriendPath.some(
        ({ currency, name }: { currency: string; name: null }) => currency === 'JPY' && name === null,
      ),
    ).toBe(true);
  });
});
