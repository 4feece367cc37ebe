import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { FriendMenu } from '../../src/friends/core/friend.js';
import { FriendModel } from '../../src/friends/friend.model.js';
import { listOwedMenus } from '../../src/friends/index.js';
import { MenuBatchModel } from '../../src/richmenus/menu-batch.model.js';
import { listPublished } from '../../src/richmenus/published.js';
import { followBatch, startReplacing, sweepBatches } from '../../src/richmenus/replace-menu.js';
import { PublishedMenuModel } from '../../src/richmenus/rich-menu.model.js';
import { wakeLinking } from '../../src/richmenus/wake-linking.js';
import { buildApp, CHANNEL_ID, type TestApp } from '../support/build-app.js';
import { eventually } from '../support/eventually.js';
import { SHIPPED_MENUS } from '../support/shipped-menus.js';
import { insertFriends, linkCalls, more } from './many-friends.js';

const LONG_MS = 90_000;
const HOUR_MS = 3_600_000;

let product: TestApp;
let olds = 0;
beforeAll(async () => {
  product = await buildApp();
  await eventually(async () => expect(await PublishedMenuModel.countDocuments()).toBe(SHIPPED_MENUS), 30_000);
}, LONG_MS);
afterEach(async () => {
  await product.control.configure({ batchPeopleMax: 0 });
  // Another hour, in which LINE takes as many batches again.
  await product.control.advanceClock(HOUR_MS);
  await product.redis.flushdb();
  await FriendModel.deleteMany({});
});
afterAll(() => product.close());

/** A version of a menu that is on LINE and that we no longer publish. */
async function anOldMenu(): Promise<{ lineRichMenuId: string; name: string }> {
  const gateway = product.app.ctx.connectLine({
    channelId: CHANNEL_ID,
    accessToken: 'access-token-of-the-first-channel',
  });
  olds += 1;
  const size = { width: 2_500, height: 1_686 };
  const name = `old version ${olds}`;
  const lineRichMenuId = await gateway.createRichMenu({ size, selected: false, name, chatBarText: 'Old', areas: [] });
  const png = Buffer.alloc(64);
  Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]).copy(png);
  png.writeUInt32BE(size.width, 16);
  png.writeUInt32BE(size.height, 20);
  await gateway.uploadRichMenuImage(lineRichMenuId, png, 'image/png');
  return { lineRichMenuId, name };
}

/** Friends who have that menu, and are owed the menu `name` from then on. */
async function haveOld(count: number, lineRichMenuId: string, name: string, owedAt: Date) {
  const at = new Date();
  const menu: FriendMenu = {
    desired: { name, language: 'en', rule: 'Test', at },
    linked: { name: 'vip', language: 'en', lineRichMenuId, at },
    owedAt,
  };
  const friends = await insertFriends(product, count, { menu });
  const userIds = friends.map(({ lineUserId }) => lineUserId);
  await product.control.linkMenu({ channelId: CHANNEL_ID, userIds, richMenuId: lineRichMenuId });
  return friends;
}

const soon = () => new Date(Date.now() + HOUR_MS);
const begin = async (friendsMin: number) =>
  startReplacing(
    product.app.ctx,
    CHANNEL_ID,
    await listOwedMenus(CHANNEL_ID, soon(), 1_000),
    await listPublished(CHANNEL_ID),
    friendsMin,
  );
const stateOf = async (from: string) => (await MenuBatchModel.findOne({ from }).lean())?.state;
const lookUntil = (from: string, state: string) =>
  eventually(async () => {
    await MenuBatchModel.updateOne({ from, checkAt: { $exists: true } }, { $set: { checkAt: new Date(0) } });
    await sweepBatches(product.app.ctx);
    expect(await stateOf(from)).toBe(state);
  });
const linkedTo = (lineRichMenuId: string) =>
  FriendModel.countDocuments({ 'menu.linked.lineRichMenuId': lineRichMenuId, 'menu.owedAt': null });
const vip = async () =>
  (await PublishedMenuModel.findOne({ name: 'vip', language: 'en' }).lean())?.lineRichMenuId ?? '';

test(
  'very many friends who have an old version of their menu are relinked by one call',
  async () => {
    const before = await linkCalls(product);
    const old = await anOldMenu();
    await haveOld(5_001, old.lineRichMenuId, 'vip', new Date());
    wakeLinking(product.app.ctx, CHANNEL_ID);
    await eventually(async () => expect(await linkedTo(await vip())).toBe(5_001), LONG_MS);
    const after = await linkCalls(product);
    expect(after.batches - before.batches).toBe(1);
    expect(more(after.bulk, before.bulk)).toEqual({});
    expect((await product.control.menuCounts(CHANNEL_ID))[old.name]).toBeUndefined();
    expect(await stateOf(old.lineRichMenuId)).toBe('done');
  },
  LONG_MS,
);

test('who wants another menu meanwhile is not taken for relinked', async () => {
  const old = await anOldMenu();
  await haveOld(10, old.lineRichMenuId, 'vip', soon());
  const [other] = await haveOld(1, old.lineRichMenuId, 'owner', soon());
  expect(await begin(10)).toBe(true);
  await lookUntil(old.lineRichMenuId, 'done');
  expect(await linkedTo(await vip())).toBe(10);
  expect((await FriendModel.findById(other?._id).lean())?.menu).toMatchObject({
    linked: { lineRichMenuId: old.lineRichMenuId },
    owedAt: expect.any(Date),
  });
});

test('a batch that LINE did not finish goes on under its key, and is followed once by whoever looks', async () => {
  const before = await linkCalls(product);
  const old = await anOldMenu();
  await haveOld(10, old.lineRichMenuId, 'vip', soon());
  await product.control.configure({ batchPeopleMax: 6 });
  await begin(10);
  await product.redis.flushdb(); // as if our share of the hour were not used up
  await lookUntil(old.lineRichMenuId, 'done');
  const { _id } = (await MenuBatchModel.findOne({ from: old.lineRichMenuId }).lean()) ?? { _id: '' };
  await Promise.all([followBatch(product.app.ctx, _id), followBatch(product.app.ctx, _id)]);
  expect((await linkCalls(product)).batches - before.batches).toBe(2);
  expect(await linkedTo(await vip())).toBe(10);
  expect((await product.control.menuCounts(CHANNEL_ID))[old.name]).toBeUndefined();
});

test('when no batch is left this hour, they are linked like anybody else', async () => {
  const before = await linkCalls(product);
  const [first, second] = [await anOldMenu(), await anOldMenu()];
  await haveOld(10, first.lineRichMenuId, 'vip', soon());
  await begin(10);
  await lookUntil(first.lineRichMenuId, 'done');
  await haveOld(10, second.lineRichMenuId, 'vip', soon());
  await begin(10);
  expect(await stateOf(second.lineRichMenuId)).toBe('givenUp');
  await eventually(async () => expect(await linkedTo(await vip())).toBe(20));
  const after = await linkCalls(product);
  expect(after.batches - before.batches).toBe(1);
  expect(more(after.bulk, before.bulk)).toEqual({ 202: 1 });
});

test('a menu that is still on offer is never replaced as a whole', async () => {
  const owner = await PublishedMenuModel.findOne({ name: 'owner', language: 'en' }).lean();
  await haveOld(10, owner?.lineRichMenuId ?? '', 'vip', soon());
  expect(await begin(10)).toBe(false);
});
