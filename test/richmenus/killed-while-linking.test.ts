import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { MENU_KILL_POINTS } from '../../prove/kill-points.mjs';
import { startWorker, type Worker } from '../../prove/worker.js';
import { FriendModel } from '../../src/friends/friend.model.js';
import { LeaseModel } from '../../src/infra/mongo/lease.js';
import { BULK_LINK_USERS_MAX } from '../../src/line/limits.js';
import { PublishedMenuModel } from '../../src/richmenus/rich-menu.model.js';
import { buildApp, CHANNEL_ID, type TestApp } from '../support/build-app.js';
import { eventually } from '../support/eventually.js';
import { SHIPPED_MENUS } from '../support/shipped-menus.js';
import { insertFriends, linkCalls, more } from './many-friends.js';

const FRIENDS = 620; // more than one call takes
const MENUS = ['engaged', 'owner', 'vip', 'newcomer'];
const LONG_MS = 60_000;

let product: TestApp;
const workers: Worker[] = [];
beforeAll(async () => {
  product = await buildApp({ roles: ['server'] });
  const worker = await startWorker(product.environment);
  workers.push(worker);
  await eventually(async () => expect(await PublishedMenuModel.countDocuments()).toBe(SHIPPED_MENUS), LONG_MS);
  await insertFriends(product, FRIENDS);
  await worker.stop();
}, 2 * LONG_MS);
afterAll(async () => {
  for (const worker of workers) await worker.stop();
  await product.close();
});

const shown = async () =>
  Object.entries(await product.control.menuCounts(CHANNEL_ID)).map(([name, count]) => [name.split(' ')[0], count]);

test.each(Object.keys(MENU_KILL_POINTS).map((point, index) => [point, MENUS[index] ?? '']))(
  'a worker killed at %s: everybody has their menu, and LINE is told little twice',
  async (point, menu) => {
    const before = await linkCalls(product);
    const dying = await startWorker(product.environment, { point, on: 1 });
    workers.push(dying);
    await product.api('PUT', '/api/v1/menu-rules', { rules: [{ name: 'All', when: { everyone: true }, menu }] });
    // The guard of the process tells of SIGKILL as a shell does.
    expect(await dying.ended).toBe(128 + 9);
    // What it held is free after half a minute; here at once.
    await LeaseModel.updateMany({ _id: /^richmenus\// }, { $set: { until: new Date(0) } });

    const heir = await startWorker(product.environment);
    workers.push(heir);
    await eventually(async () => {
      const linked = { 'menu.linked.name': menu, 'menu.desired.name': menu, 'menu.owedAt': null };
      expect(await FriendModel.countDocuments(linked)).toBe(FRIENDS);
      expect(await shown()).toEqual([[menu, FRIENDS]]);
    }, LONG_MS);
    const { 202: bulk = 0 } = more((await linkCalls(product)).bulk, before.bulk);
    // As many as are needed, what the killed one had told, and one for those who were the last of a moment.
    expect(bulk).toBeLessThanOrEqual(2 * Math.ceil(FRIENDS / BULK_LINK_USERS_MAX) + 1);
    await heir.stop();
  },
  2 * LONG_MS,
);
