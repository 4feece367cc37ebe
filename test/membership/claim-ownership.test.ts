import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { OwnershipCodeModel } from '../../src/membership/ownership-code.model.js';
import { buildApp, CHANNEL_ID, type TestApp } from '../support/build-app.js';
import { eventually } from '../support/eventually.js';
import { aFriend, seenBy } from '../support/factories.js';

let product: TestApp;
beforeAll(async () => {
  product = await buildApp();
});
afterAll(() => product.close());

const aCode = async (serial: string) =>
  (await product.api('POST', '/api/v1/ownership-codes', { serial, model: 'City' })).body.code as string;
const say = (userId: string, text: string) => product.control.sendText({ channelId: CHANNEL_ID, userId, text });
const items = async (friendId: string) =>
  (await product.api('GET', `/api/v1/friends/${friendId}`)).body.membership.items;
const answers = async (userId: string, times: number) =>
  eventually(async () => {
    const seen = await seenBy(product, userId);
    expect(seen).toHaveLength(1 + times);
    return seen;
  });

test('a code proves ownership once, and the answer is free', async () => {
  const friend = await aFriend(product);
  const other = await aFriend(product);
  const code = await aCode('S-1');
  await say(friend.lineUserId, ` ${code.toLowerCase().replaceAll('-', ' ')} `);
  await eventually(async () => expect(await items(friend._id)).toMatchObject([{ serial: 'S-1' }]));
  expect((await answers(friend.lineUserId, 1)).at(-1)).toMatchObject({ method: 'reply' });
  await say(other.lineUserId, code);
  await answers(other.lineUserId, 1);
  expect(await items(other._id)).toEqual([]);
});

test('the code is stored only as a keyed hash', async () => {
  const code = await aCode('S-2');
  expect(JSON.stringify(await OwnershipCodeModel.find().lean())).not.toContain(code);
});

test('after five wrong codes within an hour a right one is refused too', async () => {
  const friend = await aFriend(product);
  for (let index = 0; index < 5; index += 1) {
    await say(friend.lineUserId, `2AAA-BBBB-CCC${index + 2}`);
    await answers(friend.lineUserId, index + 1);
  }
  await say(friend.lineUserId, await aCode('S-3'));
  await answers(friend.lineUserId, 6);
  expect(await items(friend._id)).toEqual([]);
});

test('an expired code proves nothing', async () => {
  const friend = await aFriend(product);
  const code = await aCode('S-4');
  await OwnershipCodeModel.updateOne({ serial: 'S-4' }, { $set: { expiresAt: new Date(0) } });
  await say(friend.lineUserId, code);
  await answers(friend.lineUserId, 1);
  expect(await items(friend._id)).toEqual([]);
});
