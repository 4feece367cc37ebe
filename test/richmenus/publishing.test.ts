import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { MenuApplyModel } from '../../src/richmenus/menu-apply.model.js';
import { MenuFiguresModel } from '../../src/richmenus/menu-figures.model.js';
import { readMenuFigures } from '../../src/richmenus/read-menu-figures.js';
import { PublishedMenuModel } from '../../src/richmenus/rich-menu.model.js';
import { buildApp, CHANNEL_ID, type TestApp } from '../support/build-app.js';
import { eventually } from '../support/eventually.js';

const ID = `${CHANNEL_ID}/vip/en`;
let product: TestApp;
const settled = () =>
  eventually(
    async () => expect(await MenuApplyModel.findById(CHANNEL_ID).lean()).toMatchObject({ dueAt: null, error: null }),
    30_000,
  );
beforeAll(async () => {
  product = await buildApp();
  await settled();
}, 60_000);
afterEach(() => product.control.clearFaults());
afterAll(() => product.close());

test('what was interrupted goes on by itself when it is due, also after Redis was wiped', async () => {
  const before = await product.control.richMenus(CHANNEL_ID);
  await PublishedMenuModel.deleteOne({ _id: ID });
  await MenuApplyModel.updateOne({ _id: CHANNEL_ID }, { $set: { dueAt: new Date(0), endedAt: null } });
  await product.redis.flushdb();
  await product.app.sweep();
  await eventually(async () => expect(await PublishedMenuModel.exists({ _id: ID })).not.toBeNull());
  await settled();
  expect(await product.control.richMenus(CHANNEL_ID)).toEqual(before);
});

test('a process that knows the menus to be right does not ask LINE again', async () => {
  await settled();
  const before = await product.control.calls({ channelId: CHANNEL_ID });
  await product.app.sweep();
  await product.app.sweep();
  expect(await product.control.calls({ channelId: CHANNEL_ID })).toEqual(before);
});

test("LINE's figures are read once for two wake-ups", async () => {
  const published = await PublishedMenuModel.findOneAndUpdate({ _id: ID }, { $set: { figuresDueAt: new Date(0) } });
  await Promise.all([readMenuFigures(product.app.ctx, ID), readMenuFigures(product.app.ctx, ID)]);
  const asked = (await product.control.calls({ channelId: CHANNEL_ID })).filter(({ endpoint }) =>
    endpoint.includes('/insight/richmenu/'),
  );
  expect(asked.map(({ byStatus }) => byStatus)).toEqual([{ 200: 1 }, { 200: 1 }]);
  expect(await MenuFiguresModel.findById(published?.lineRichMenuId).lean()).toMatchObject({ menu: 'vip', days: null });
});

test("beyond LINE's hourly limit figures are read an hour later", async () => {
  await PublishedMenuModel.updateOne({ _id: ID }, { $set: { figuresDueAt: new Date(0) } });
  await product.control.inject({ path: '/insight/richmenu/', kind: 'rate' });
  await readMenuFigures(product.app.ctx, ID);
  const dueInMs = ((await PublishedMenuModel.findById(ID).lean())?.figuresDueAt?.getTime() ?? 0) - Date.now();
  expect(Math.round(dueInMs / 3_600_000)).toBe(1);
});
