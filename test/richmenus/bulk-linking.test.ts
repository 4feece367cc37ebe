import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { FriendModel } from '../../src/friends/friend.model.js';
import { LeaseModel } from '../../src/infra/mongo/lease.js';
import { linkMenus } from '../../src/richmenus/link-menus.js';
import { wakeLinking } from '../../src/richmenus/wake-linking.js';
import { publishRichMenus } from '../../src/richmenus/index.js';
import { PublishedMenuModel } from '../../src/richmenus/rich-menu.model.js';
import { buildApp, CHANNEL_ID, type TestApp } from '../support/build-app.js';
import { eventually } from '../support/eventually.js';
import { SHIPPED_MENUS } from '../support/shipped-menus.js';
import { insertFriends, linkCalls, more, owing } from './many-friends.js';

const LONG_MS = 60_000;
const BULK = '/v2/bot/richmenu/bulk/link';

let product: TestApp;
beforeAll(async () => {
  product = await buildApp();
  await eventually(async () => expect(await PublishedMenuModel.countDocuments()).toBe(SHIPPED_MENUS), 30_000);
}, LONG_MS);
afterEach(() => product.control.clearFaults());
afterAll(() => product.close());

const wake = () => wakeLinking(product.app.ctx, CHANNEL_ID);
const nobodyIsOwed = (withinMs = LONG_MS) =>
  eventually(async () => expect(await FriendModel.countDocuments({ 'menu.owedAt': { $ne: null } })).toBe(0), withinMs);
const showing = async (name: string) => {
  const counts = await product.control.menuCounts(CHANNEL_ID);
  return Object.entries(counts).reduce((sum, [menu, count]) => (menu.startsWith(`${name} en `) ? sum + count : sum), 0);
};
const shows = (name: string, count: number) => eventually(async () => expect(await showing(name)).toBe(count));
const forgetEverybody = async () => {
  const friends = await FriendModel.find({ lineUserId: /^U[0-9a-f]{32}$/ }, { lineUserId: 1 }).lean();
  const userIds = friends.map(({ lineUserId }) => lineUserId);
  await product.control.linkMenu({ channelId: CHANNEL_ID, userIds, richMenuId: null });
  await FriendModel.deleteMany({});
};
const menuOf = async (friendId: string) => (await FriendModel.findById(friendId).lean())?.menu;

describe('many friends to whom one menu is owed', () => {
  afterEach(forgetEverybody);

  test(
    'cost one call for five hundred of them, and few round trips to the store',
    async () => {
      const before = await linkCalls(product);
      await insertFriends(product, 5_000, { menu: owing('vip') });
      const writes = jest.spyOn(FriendModel.collection, 'updateMany');
      wake();
      await nobodyIsOwed();
      expect(writes.mock.calls.length).toBeLessThanOrEqual(2 * 10);
      writes.mockRestore();
      await shows('vip', 5_000);
      const after = await linkCalls(product);
      expect(more(after.bulk, before.bulk)).toEqual({ 202: 10 });
      expect(more(after.single, before.single)).toEqual({});
      expect(await FriendModel.countDocuments({ 'menu.linked.name': 'vip', 'menu.owedAt': null })).toBe(5_000);
    },
    LONG_MS,
  );

  test(
    'of several menus share calls with those of the same menu',
    async () => {
      const before = await linkCalls(product);
      await insertFriends(product, 700, { menu: owing('vip') });
      await insertFriends(product, 300, { menu: owing('owner') });
      await insertFriends(product, 40, { menu: { ...owing('vip'), desired: null } });
      wake();
      await nobodyIsOwed();
      await shows('vip', 700);
      await shows('owner', 300);
      const after = await linkCalls(product);
      expect(more(after.bulk, before.bulk)).toEqual({ 202: 3 });
      expect(after.unlink - before.unlink).toBe(1);
    },
    LONG_MS,
  );

  test.each(['rate', 'serverError', 'acceptThenReset', 'reset'] as const)(
    'are told again after LINE answered with %s, and nothing is lost',
    async (kind) => {
      await product.control.inject({ path: BULK, kind, times: 2 });
      await insertFriends(product, 600, { menu: owing('vip') });
      wake();
      await nobodyIsOwed();
      await shows('vip', 600);
    },
    LONG_MS,
  );

  test('do not suffer for ids that LINE refuses: those are told why, and tried no more', async () => {
    const before = await linkCalls(product);
    const friends = await insertFriends(product, 20, { menu: owing('vip') });
    const [bad, worse] = [friends[3], friends[17]];
    await FriendModel.updateOne({ _id: bad?._id }, { $set: { lineUserId: 'U-malformed' } });
    await FriendModel.updateOne({ _id: worse?._id }, { $set: { lineUserId: 'U-malformed-too' } });
    wake();
    await nobodyIsOwed();
    await shows('vip', 18);
    const refused = { owedAt: null, linked: null, problem: { reason: expect.stringContaining('userIds[') } };
    expect(await menuOf(bad?._id ?? '')).toMatchObject(refused);
    expect(await menuOf(worse?._id ?? '')).toMatchObject(refused);
    const after = await linkCalls(product);
    expect(more(after.bulk, before.bulk)).toEqual({ 202: 1, 400: 2 });
    const { body } = await product.api('GET', `/api/v1/friends/${bad?._id ?? ''}/rich-menu`);
    expect(body.notLinked).toMatchObject({ why: 'refused', reason: expect.stringMatching(/userIds\[\d+\]/) });
  });

  test('who have blocked are not linked, and are owed nothing until they return', async () => {
    const before = await linkCalls(product);
    const friends = await insertFriends(product, 5, { menu: owing('vip'), standing: 'blocked' });
    wake();
    await nobodyIsOwed();
    const after = await linkCalls(product);
    expect([more(after.bulk, before.bulk), more(after.single, before.single)]).toEqual([{}, {}]);
    const [back] = friends;
    if (!back) throw new Error('There is no friend.');
    await product.control.follow({ channelId: CHANNEL_ID, userId: back.lineUserId });
    await eventually(async () => expect((await menuOf(back._id))?.linked).not.toBeNull());
    await shows('newcomer', 1);
  });

  test(
    'get a menu that was deleted at LINE once it is published again, and so do those who had it',
    async () => {
      const vip = await PublishedMenuModel.findOne({ name: 'vip', language: 'en' }).lean();
      const lineRichMenuId = vip?.lineRichMenuId ?? '';
      const [had] = await insertFriends(product, 1, {
        menu: {
          ...owing('vip'),
          linked: { name: 'vip', language: 'en', lineRichMenuId, at: new Date() },
          owedAt: null,
        },
      });
      await insertFriends(product, 3, { menu: owing('vip') });
      await product.app.ctx
        .connectLine({ channelId: CHANNEL_ID, accessToken: 'access-token-of-the-first-channel' })
        .deleteRichMenu(lineRichMenuId);
      wake();
      await eventually(async () =>
        expect((await menuOf(had?._id ?? ''))?.linked?.lineRichMenuId).not.toBe(lineRichMenuId),
      );
      await nobodyIsOwed();
      await shows('vip', 4);
      expect(await publishRichMenus(product.app.ctx, CHANNEL_ID)).toBe(0);
    },
    LONG_MS,
  );
});

describe('one friend', () => {
  afterEach(forgetEverybody);

  test('is linked by one call after several changes in a moment', async () => {
    const before = await linkCalls(product);
    const [friend] = await insertFriends(product, 1, { menu: owing('vip') });
    wake();
    for (const name of ['owner', 'engaged', 'newcomer']) {
      await FriendModel.updateOne({ _id: friend?._id }, { $set: { menu: owing(name) }, $inc: { rev: 1 } });
      wake();
    }
    await nobodyIsOwed();
    await shows('newcomer', 1);
    expect(more((await linkCalls(product)).single, before.single)).toEqual({ 200: 1 });
  });

  test('whose menu changes while LINE is being told gets the later one', async () => {
    await product.control.inject({
      path: '/v2/bot/user/{userId}/richmenu/{richMenuId}',
      kind: 'slow',
      delayMs: 500,
      times: 1,
    });
    const [friend] = await insertFriends(product, 1, { menu: owing('vip') });
    wake();
    await eventually(async () => expect((await menuOf(friend?._id ?? ''))?.told).toMatchObject({ until: null }));
    const menu = await menuOf(friend?._id ?? '');
    const desired = { name: 'owner', language: 'en', rule: 'Test', at: new Date() };
    await FriendModel.updateOne(
      { _id: friend?._id },
      { $set: { menu: { ...menu, desired, owedAt: new Date() } }, $inc: { rev: 1 } },
    );
    await nobodyIsOwed();
    await shows('owner', 1);
    expect(await menuOf(friend?._id ?? '')).toMatchObject({ desired: { name: 'owner' }, linked: { name: 'owner' } });
  });

  test(
    'whom a bulk call may still give another menu is told at once, and once more when that is over',
    async () => {
      await product.control.configure({ bulkLinkDelayMs: 3_000 });
      const friends = await insertFriends(product, 3, { menu: owing('vip') });
      wake();
      await nobodyIsOwed();
      const [friend] = friends;
      const menu = await menuOf(friend?._id ?? '');
      await FriendModel.updateOne(
        { _id: friend?._id },
        { $set: { menu: { ...menu, ...owing('owner') } }, $inc: { rev: 1 } },
      );
      wake();
      await shows('owner', 1);
      await shows('vip', 3); // the earlier call takes effect last
      await product.control.configure({ bulkLinkDelayMs: 20 });
      await shows('owner', 1);
      await nobodyIsOwed();
      expect(await showing('vip')).toBe(2);
    },
    LONG_MS,
  );

  test(
    'is linked again when the process died between the call and the note of it',
    async () => {
      const told = { menu: { name: 'owner', language: 'en' }, until: null };
      const [friend] = await insertFriends(product, 1, { menu: { ...owing('owner'), told } });
      await product.control.linkMenu({
        channelId: CHANNEL_ID,
        userIds: [friend?.lineUserId ?? ''],
        richMenuId:
          (await PublishedMenuModel.findOne({ name: 'owner', language: 'en' }).lean())?.lineRichMenuId ?? null,
      });
      await LeaseModel.updateOne(
        { _id: `richmenus/linking/${CHANNEL_ID}` },
        { $set: { token: 'of one who died', until: new Date(Date.now() + 1_000), isWanted: false } },
        { upsert: true },
      );
      wake();
      await nobodyIsOwed();
      expect(await menuOf(friend?._id ?? '')).toMatchObject({ linked: { name: 'owner' }, told: null });
    },
    LONG_MS,
  );

  test('is told once when two passes run at the same time', async () => {
    const before = await linkCalls(product);
    await insertFriends(product, 1, { menu: owing('vip') });
    await Promise.all([1, 2, 3].map(() => linkMenus(product.app.ctx, CHANNEL_ID)));
    await nobodyIsOwed();
    expect(more((await linkCalls(product)).single, before.single)).toEqual({ 200: 1 });
  });
});
