import { z } from 'zod';
import { defineJob, type SweepDefinition } from '../edges.js';
import { listChannelIds } from '../channels/index.js';
import { isMenuOwed, settleDueFriends, wakeDueFriends } from '../friends/index.js';
import { chooseFriendMenu, chooseMenus } from './choose-menu.js';
import { linkMenus } from './link-menus.js';
import { sweepShippedMenus, sweepUnchosenMenus } from './menu-rules.js';
import { FOLLOW_BATCH, followBatch, sweepBatches } from './replace-menu.js';
import { LINK_MENUS, wakeLinking } from './wake-linking.js';
import { sweepDrift, WATCH_DRIFT, watchDrift } from './watch-drift.js';

const CHOOSE_MENU = 'richmenus.choose-menu';
const CHOOSE_DUE_MENUS = 'richmenus.choose-due-menus';
const WAKE_UP_LOST_MS = 3_000;

export const jobs = [
  defineJob({
    name: CHOOSE_MENU,
    payload: z.object({ friendId: z.string() }),
    concurrency: 10,
    handle: (ctx, { friendId }) => chooseFriendMenu(ctx, friendId),
  }),
  defineJob({
    name: CHOOSE_DUE_MENUS,
    payload: z.object({}),
    concurrency: 1,
    handle: (ctx) =>
      settleDueFriends(ctx, 'menuCheckAt', async (channelId, friends) => {
        await chooseMenus(ctx, channelId, friends);
      }),
  }),
  defineJob({
    name: LINK_MENUS,
    payload: z.object({ channelId: z.string() }),
    concurrency: 20,
    handle: (ctx, { channelId }) => linkMenus(ctx, channelId),
  }),
  defineJob({
    name: FOLLOW_BATCH,
    payload: z.object({ batchId: z.string() }),
    concurrency: 2,
    handle: (ctx, { batchId }) => followBatch(ctx, batchId),
  }),
  defineJob({
    name: WATCH_DRIFT,
    payload: z.object({ channelId: z.string() }),
    concurrency: 2,
    handle: (ctx, { channelId }) => watchDrift(ctx, channelId),
  }),
];

export const sweeps: SweepDefinition[] = [
  {
    name: 'richmenus.due-choices',
    run: (ctx) => wakeDueFriends(ctx, 'menuCheckAt', { settleAll: CHOOSE_DUE_MENUS, settleOne: CHOOSE_MENU }),
  },
  {
    name: 'richmenus.owed',
    run: async (ctx) => {
      const since = new Date(ctx.clock.now().getTime() - WAKE_UP_LOST_MS);
      for (const channelId of await listChannelIds()) {
        if (await isMenuOwed(channelId, since)) wakeLinking(ctx, channelId);
      }
    },
  },
  {
    name: 'richmenus.unchosen',
    run: async (ctx) => {
      await sweepUnchosenMenus(ctx);
      await sweepShippedMenus(ctx, await listChannelIds());
    },
  },
  { name: 'richmenus.batches', run: (ctx) => sweepBatches(ctx) },
  { name: 'richmenus.drift', run: (ctx) => sweepDrift(ctx) },
];
