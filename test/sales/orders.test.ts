import { afterAll, beforeAll, expect, test } from '@jest/globals';
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

const order = (externalId: string, totalMinor = 1_000) => ({
  externalId,
  totalMinor,
  currency: 'TWD',
  items: [{ sku: 'A', name: 'Helmet', quantity: 1 }],
});
const totals = async (friendId: string) => (await FriendModel.findById(friendId).lean())?.orders;

test('the same order posted many times at once is counted once', async () => {
  const friend = await aFriend(product);
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => product.api('POST', `/api/v1/friends/${friend._id}/orders`, order('1'))),
  );
  expect(answers.every(({ status }) => status === 201)).toBe(true);
  expect(await totals(friend._id)).toMatchObject({ count: 1, totalMinor: 1_000, currency: 'TWD' });
});

test('different orders posted at once are all counted', async () => {
  const friend = await aFriend(product);
  await Promise.all(
    Array.from({ length: 8 }, (_, index) =>
      product.api('POST', `/api/v1/friends/${friend._id}/orders`, order(`n${index}`)),
    ),
  );
  expect(await totals(friend._id)).toMatchObject({ count: 8, totalMinor: 8_000 });
  const { body } = await product.api('GET', `/api/v1/friends/${friend._id}/orders`);
  expect(body.orders).toHaveLength(8);
});

test('an order stored by a process that died before counting it is counted by the sweep', async () => {
  const friend = await aFriend(product);
  const at = new Date(Date.now() - 60_000);
  await OrderModel.collection.insertOne({
    ...order('left'),
    _id: `${friend._id}/left`,
    channelId: friend.channelId,
    friendId: friend._id,
    orderedAt: at,
    recordedAt: at,
    countedAt: null,
  } as never);
  await product.app.sweep();
  await eventually(async () => expect(await totals(friend._id)).toMatchObject({ count: 1 }));
});

test.each([
  [{ ...order('x'), currency: 'dollars' }, 'currency'],
  [{ ...order('x'), totalMinor: -1 }, 'totalMinor'],
  [{ ...order('x'), totalMinor: 1.5 }, 'totalMinor'],
])('%j is refused by name and loses nothing', async (body, field) => {
  const friend = await aFriend(product);
  const answer = await product.api('POST', `/api/v1/friends/${friend._id}/orders`, body);
  expect(answer).toMatchObject({
    status: 400,
    body: { error: { code: 'invalid_input', message: expect.stringContaining(field) } },
  });
  expect(await totals(friend._id)).toMatchObject({ count: 0 });
});
