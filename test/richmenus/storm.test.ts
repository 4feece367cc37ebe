import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { FriendModel } from '../../src/friends/friend.model.js';
import { RATE_PER_SECOND } from '../../src/line/limits.js';
import { PublishedMenuModel } from '../../src/richmenus/rich-menu.model.js';
import { buildApp, CHANNEL_ID, type TestApp } from '../support/build-app.js';
import { eventually } from '../support/eventually.js';
import { SHIPPED_MENUS } from '../support/shipped-menus.js';
import { insertFriends, linkCalls, more } from './many-friends.js';

const FRIENDS = 2_000;
const LONG_MS = 180_000;

let product: TestApp;
beforeAll(async () => {
  product = await buildApp();
  await eventually(async () => expect(await PublishedMenuModel.countDocuments()).toBe(SHIPPED_MENUS), 30_000);
}, LONG_MS);
afterAll(() => product.close());

test(
  'friends who change their stage at once, while LINE answers 429 and 500, all end with the right menu in few calls',
  async () => {
    await insertFriends(product, FRIENDS);
    const before = await linkCalls(product);
    const paths = ['/v2/bot/richmenu/bulk/link', '/v2/bot/user/{userId}/richmenu/{richMenuId}'];
    for (const path of paths) {
      await product.control.inject({ path, kind: 'rate', probability: 0.3 });
      await product.control.inject({ path, kind: 'serverError', probability: 0.3 });
    }
    const { body } = await product.api('GET', '/api/v1/stage-policy');
    const stages = body.stages.map((stage: { name: string }) =>
      stage.name === 'grow' ? { ...stage, enter: { everyone: true }, exit: null } : stage,
    );
    expect((await product.api('PUT', '/api/v1/stage-policy', { stages })).status).toBe(200);

    await eventually(
      async () =>
        expect(
          await FriendModel.countDocuments({
            'stage.name': 'grow',
            'menu.desired.name': 'vip',
            'menu.linked.name': 'vip',
            'menu.owedAt': null,
          }),
        ).toBe(FRIENDS),
      LONG_MS,
    );
    await eventually(async () => {
      const shown = Object.entries(await product.control.menuCounts(CHANNEL_ID));
      expect(shown.map(([name, count]) => [name.split(' ').slice(0, 2).join(' '), count])).toEqual([
        ['vip en', FRIENDS],
      ]);
    });

    const after = await linkCalls(product);
    const bulk = more(after.bulk, before.bulk);
    // Full calls, and one for those who were the last of a moment.
    expect(bulk['202']).toBeLessThanOrEqual(Math.ceil(FRIENDS / 500) + 4);
    // What failed is repeated after a pause, not again and again.
    expect((bulk['429'] ?? 0) + (bulk['500'] ?? 0)).toBeLessThanOrEqual(40);
    expect(after.peakPerSecond).toBeLessThan(RATE_PER_SECOND.linkRichMenus);
  },
  LONG_MS,
);
