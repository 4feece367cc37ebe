import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { FriendModel } from '../../src/friends/friend.model.js';
import { publishRichMenus } from '../../src/richmenus/index.js';
import { MenuApplyModel } from '../../src/richmenus/menu-apply.model.js';
import { PublishedMenuModel } from '../../src/richmenus/rich-menu.model.js';
import { buildApp, CHANNEL_ID, type TestApp } from '../support/build-app.js';
import { eventually } from '../support/eventually.js';
import { SHIPPED_MENUS } from '../support/shipped-menus.js';
import { aFriend } from '../support/factories.js';

let product: TestApp;
beforeAll(async () => {
  product = await buildApp();
  await eventually(
    async () => expect(await MenuApplyModel.findById(CHANNEL_ID).lean()).toMatchObject({ dueAt: null, error: null }),
    30_000,
  );
}, 60_000);
afterEach(() => product.control.clearFaults());
afterAll(() => product.close());

const menuOf = async (userId: string) =>
  (await product.control.menu({ channelId: CHANNEL_ID, userId })) as { name: string; chatBarText: string } | null;
const shows = (userId: string, name: string) =>
  eventually(async () => expect((await menuOf(userId))?.name).toMatch(new RegExp(`^${name} `)));
const makeOwner = async (friendId: string, userId: string) => {
  const { body } = await product.api('POST', '/api/v1/ownership-codes', { serial: `S-${friendId}`, model: 'City' });
  await product.control.sendText({ channelId: CHANNEL_ID, userId, text: body.code });
};

describe('publishing', () => {
  test('puts every menu in every language on LINE, each with its image and alias', async () => {
    const onLine = await product.control.richMenus(CHANNEL_ID);
    expect(onLine).toHaveLength(SHIPPED_MENUS);
    expect(onLine.every(({ hasImage }) => hasImage)).toBe(true);
    expect(onLine.flatMap(({ aliases }) => aliases)).toEqual(
      expect.arrayContaining(['owner-zh-tw', 'vip-th', 'newcomer-ja', 'engaged-en']),
    );
  });

  test('run again makes nothing', async () => {
    expect(await publishRichMenus(product.app.ctx, CHANNEL_ID)).toBe(0);
    expect(await product.control.richMenus(CHANNEL_ID)).toHaveLength(SHIPPED_MENUS);
  });

  test('interrupted between the menu and its image it is made good, and nothing is left behind', async () => {
    await PublishedMenuModel.deleteOne({ name: 'vip', language: 'en' });
    const before = (await product.control.richMenus(CHANNEL_ID)).length;
    await product.control.inject({ path: '/v2/bot/richmenu/{richMenuId}/content', kind: 'serverError', times: 1 });
    await expect(publishRichMenus(product.app.ctx, CHANNEL_ID)).rejects.toThrow('LINE answered 500');
    expect(await publishRichMenus(product.app.ctx, CHANNEL_ID)).toBe(1);
    expect(await product.control.richMenus(CHANNEL_ID)).toHaveLength(before);
  });
});

describe('a friend who is erased', () => {
  test('sees no menu of ours any more', async () => {
    const friend = await aFriend(product, { language: 'en' });
    await shows(friend.lineUserId, 'newcomer');
    await product.api('POST', `/api/v1/friends/${friend._id}/erase`, { reason: 'asked' });
    expect(await menuOf(friend.lineUserId)).toBeNull();
  });

  test('is erased also while LINE does not answer', async () => {
    const friend = await aFriend(product, { language: 'en' });
    await shows(friend.lineUserId, 'newcomer');
    await product.control.inject({ path: '/v2/bot/user/{userId}/richmenu', kind: 'serverError' });
    const { body } = await product.api('POST', `/api/v1/friends/${friend._id}/erase`, { reason: 'asked' });
    expect(body.state).toBe('done');
  });
});

describe('the right menu', () => {
  test('comes in the language of the phone', async () => {
    const friend = await aFriend(product, { language: 'ja' });
    await eventually(async () => expect((await menuOf(friend.lineUserId))?.name).toMatch(/^newcomer ja /));
  });

  test('of a verified owner is the owner menu, and the page of the friend says by which rule', async () => {
    const friend = await aFriend(product);
    await makeOwner(friend._id, friend.lineUserId);
    await shows(friend.lineUserId, 'owner');
    const { body } = await product.api('GET', `/api/v1/friends/${friend._id}`);
    expect(body.richMenu).toMatchObject({ desired: 'owner', rule: 'Verified owner' });
  });

  test('is linked again after LINE failed', async () => {
    const friend = await aFriend(product);
    await product.control.inject({
      path: '/v2/bot/user/{userId}/richmenu/{richMenuId}',
      kind: 'serverError',
      times: 2,
    });
    await makeOwner(friend._id, friend.lineUserId);
    await shows(friend.lineUserId, 'owner');
    await eventually(async () =>
      expect(await FriendModel.findById(friend._id).lean()).toMatchObject({
        menu: { owedAt: null, linked: { name: 'owner' } },
      }),
    );
  });

  test('is linked after a Redis wipe lost the wake-up', async () => {
    const friend = await aFriend(product);
    await FriendModel.updateOne({ _id: friend._id }, { $set: { 'menu.linked': null, 'menu.owedAt': new Date(0) } });
    await product.redis.flushdb();
    await product.app.sweep();
    await eventually(async () =>
      expect(await FriendModel.findById(friend._id).lean()).toMatchObject({
        menu: { linked: { name: 'newcomer' }, owedAt: null },
      }),
    );
    await shows(friend.lineUserId, 'newcomer');
  });

  test('comes back with a friend who blocked and returned', async () => {
    const friend = await aFriend(product);
    await product.control.block({ channelId: CHANNEL_ID, userId: friend.lineUserId });
    await eventually(async () =>
      expect(await FriendModel.findById(friend._id).lean()).toMatchObject({ standing: 'blocked' }),
    );
    await product.control.follow({ channelId: CHANNEL_ID, userId: friend.lineUserId });
    await eventually(async () => {
      const { menu } = (await FriendModel.findById(friend._id).lean()) ?? {};
      expect(menu?.linked?.at.getTime()).toBeGreaterThan(friend.menu.linked?.at.getTime() ?? 0);
    });
    await shows(friend.lineUserId, 'newcomer');
  });

  test.each([
    ['a menu that does not exist', { when: { everyone: true }, menu: 'unheard-of' }],
    ['a tag that does not exist', { when: { tag: 'unheard-of' }, menu: 'vip' }],
  ])('is not changed by a rule that speaks of %s', async (_what, rule) => {
    const { body: before } = await product.api('GET', '/api/v1/menu-rules');
    expect(await product.api('PUT', '/api/v1/menu-rules', { rules: [{ name: 'x', ...rule }] })).toMatchObject({
      status: 400,
      body: { error: { code: 'invalid_input', message: expect.stringContaining('unheard-of') } },
    });
    expect((await product.api('GET', '/api/v1/menu-rules')).body).toEqual(before);
  });

  test('follows changed rules', async () => {
    const friend = await aFriend(product);
    const { body: before } = await product.api('GET', '/api/v1/menu-rules');
    await product.api('PUT', '/api/v1/menu-rules', {
      rules: [{ name: 'All are VIP', when: { everyone: true }, menu: 'vip' }],
    });
    await eventually(async () => {
      await product.api('PATCH', `/api/v1/friends/${friend._id}/attributes`, { attributes: { touched: true } });
      expect((await menuOf(friend.lineUserId))?.name).toMatch(/^vip /);
    });
    await product.api('PUT', '/api/v1/menu-rules', before);
  });

  test('given for a tag goes when the tag expires, without any event; where no rule holds, none is shown', async () => {
    await product.api('POST', '/api/v1/tags', {
      tagId: 'guest',
      name: 'Guest',
      validity: { ttl: { n: 1, unit: 'hour' } },
    });
    await product.api('POST', '/api/v1/tag-rules', {
      name: 'Guests',
      when: { kind: 'keyword', anyOf: ['guest'] },
      tagId: 'guest',
    });
    const { body: before } = await product.api('GET', '/api/v1/menu-rules');
    const friend = await aFriend(product);
    await product.api('PUT', '/api/v1/menu-rules', {
      rules: [{ name: 'Guests', when: { tag: 'guest' }, menu: 'vip' }],
    });
    await product.control.sendText({ channelId: CHANNEL_ID, userId: friend.lineUserId, text: 'guest' });
    await shows(friend.lineUserId, 'vip');
    await eventually(async () => expect((await FriendModel.findById(friend._id).lean())?.menu.owedAt).toBeNull());
    const past = new Date(Date.now() - 1);
    expect((await FriendModel.findById(friend._id).lean())?.menuCheckAt?.getTime()).toBeGreaterThan(Date.now());
    await FriendModel.updateOne(
      { _id: friend._id },
      { $set: { 'tags.0.expiresAt': past, 'tags.0.activeUntil': past, menuCheckAt: past } },
    );
    await product.app.sweep();
    await eventually(async () => expect(await menuOf(friend.lineUserId)).toBeNull());
    await product.api('PUT', '/api/v1/menu-rules', before);
  });
});
