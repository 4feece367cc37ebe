import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { FriendModel } from '../../src/friends/friend.model.js';
import { DriftPassModel } from '../../src/richmenus/drift-pass.model.js';
import { PublishedMenuModel } from '../../src/richmenus/rich-menu.model.js';
import { sweepDrift, watchDrift } from '../../src/richmenus/watch-drift.js';
import { buildApp, CHANNEL_ID, type TestApp } from '../support/build-app.js';
import { eventually } from '../support/eventually.js';
import { SHIPPED_MENUS } from '../support/shipped-menus.js';
import { insertFriends } from './many-friends.js';

const FRIENDS = 230; // more than two pages

let product: TestApp;
let userIds: string[];
beforeAll(async () => {
  product = await buildApp();
  await eventually(async () => expect(await PublishedMenuModel.countDocuments()).toBe(SHIPPED_MENUS), 30_000);
  const lineRichMenuId = await idOf('vip');
  const linked = { name: 'vip', language: 'en', lineRichMenuId, at: new Date() };
  const desired = { name: 'vip', language: 'en', rule: 'Test', at: new Date() };
  const friends = await insertFriends(product, FRIENDS, { menu: { desired, linked, owedAt: null } });
  userIds = friends.map(({ lineUserId }) => lineUserId);
  await product.control.linkMenu({ channelId: CHANNEL_ID, userIds, richMenuId: lineRichMenuId });
}, 60_000);
afterEach(() => product.control.clearFaults());
afterAll(() => product.close());

const idOf = async (name: string) =>
  (await PublishedMenuModel.findOne({ name, language: 'en' }).lean())?.lineRichMenuId ?? '';
const relink = (some: string[], richMenuId: string | null) =>
  product.control.linkMenu({ channelId: CHANNEL_ID, userIds: some, richMenuId });
const lookAtAll = async () => {
  const { body } = await product.api('POST', '/api/v1/rich-menus/drift', {});
  return eventually(async () => {
    const pass = await DriftPassModel.findById(body.id).lean();
    expect(pass?.isOpen).toBe(false);
    return pass;
  }, 30_000);
};

test('what was changed behind our back is found, repaired and reported with the people, and is gone afterwards', async () => {
  await relink(userIds.slice(0, 3), null);
  await relink(userIds.slice(120, 122), await idOf('owner'));
  const foreign = await product.app.ctx
    .connectLine({ channelId: CHANNEL_ID, accessToken: 'access-token-of-the-first-channel' })
    .createRichMenu({
      size: { width: 2_500, height: 1_686 },
      selected: false,
      name: 'Made by hand',
      chatBarText: 'x',
      areas: [],
    });
  await relink(userIds.slice(225, 226), foreign);

  const found = await lookAtAll();
  expect(found).toMatchObject({
    checked: FRIENDS,
    drifted: 6,
    repaired: 6,
    byKind: { missing: 3, otherMenu: 2, foreignMenu: 1 },
  });
  await eventually(async () => {
    const counts = await product.control.menuCounts(CHANNEL_ID);
    expect(
      Object.entries(counts)
        .filter(([name]) => name.startsWith('vip en '))
        .map(([, count]) => count),
    ).toEqual([FRIENDS]);
  });

  const { body } = await product.api('GET', '/api/v1/rich-menus/drift');
  expect(body.passes[0]).toMatchObject({ kind: 'all', isOpen: false, drifted: 6, repaired: 6 });
  const people = new Set(body.passes[0].friends.map(({ friendId }: { friendId: string }) => friendId));
  const drifted = await FriendModel.find({
    lineUserId: { $in: [...userIds.slice(0, 3), ...userIds.slice(225, 226)] },
  }).lean();
  expect(drifted.every(({ _id }) => people.has(_id))).toBe(true);

  await eventually(async () => expect(await FriendModel.countDocuments({ 'menu.owedAt': { $ne: null } })).toBe(0));
  expect(await lookAtAll()).toMatchObject({ checked: FRIENDS, drifted: 0, repaired: 0 });
}, 60_000);

test('a look goes on where it was after LINE failed, and each friend is counted once', async () => {
  await product.control.inject({
    path: '/v2/bot/user/{userId}/richmenu',
    method: 'GET',
    kind: 'serverError',
    times: 1,
  });
  await product.api('POST', '/api/v1/rich-menus/drift', {});
  await eventually(() => expect(product.logLines.join('')).toContain('LINE could not be asked for linked menus'));
  const open = await DriftPassModel.findOne({ isOpen: true }).lean();
  expect(open).toMatchObject({ kind: 'all', checked: 0 });
  // Running twice at the same time is harmless, and LINE is left alone for a while.
  await Promise.all([watchDrift(product.app.ctx, CHANNEL_ID), watchDrift(product.app.ctx, CHANNEL_ID)]);
  expect(await DriftPassModel.findById(open?._id).lean()).toMatchObject({ checked: 0, isOpen: true });
  await DriftPassModel.updateOne({ _id: open?._id }, { $set: { isOpen: false } });
}, 60_000);

test('some friends are looked at once an hour, whoever sweeps', async () => {
  await Promise.all([sweepDrift(product.app.ctx), sweepDrift(product.app.ctx)]);
  const samples = await DriftPassModel.find({ kind: 'sample' }).lean();
  expect(samples).toHaveLength(1);
  expect(samples[0]?._id).toMatch(new RegExp(`^${CHANNEL_ID}/sample/\\d+$`));
});
