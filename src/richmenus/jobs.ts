import { z } from 'zod';
import { defineJob, type SweepDefinition } from '../edges.js';
import { listDueFriendIds } from '../friends/index.js';
import { chooseFriendMenu } from './choose-menu.js';
import { LINK_MENU, linkMenu } from './link-menu.js';

const CHOOSE_MENU = 'richmenus.choose-menu';
const WAKE_UP_LOST_MS = 3_000;
const SWEEP_MAX = 500;

export const jobs = [
  defineJob({
    name: CHOOSE_MENU,
    payload: z.object({ friendId: z.string() }),
    concurrency: 10,
    handle: (ctx, { friendId }) => chooseFriendMenu(ctx, friendId),
  }),
  defineJob({
    name: LINK_MENU,
    payload: z.object({ friendId: z.string() }),
    concurrency: 20,
    handle: (ctx, { friendId }) => linkMenu(ctx, friendId),
  }),
];

export const sweeps: SweepDefinition[] = [
  {
    name: 'richmenus.due-choices',
    run: async (ctx) => {
      const due = await listDueFriendIds('menuCheckAt', ctx.clock.now(), SWEEP_MAX);
      ctx.wake(
        CHOOSE_MENU,
        due.map((friendId) => ({ friendId })),
      );
    },
  },
  {
    name: 'richmenus.owed',
    run: async (ctx) => {
      const before = new Date(ctx.clock.now().getTime() - WAKE_UP_LOST_MS);
      const due = await listDueFriendIds('menu.owedAt', before, SWEEP_MAX);
      ctx.wake(
        LINK_MENU,
        due.map((friendId) => ({ friendId })),
      );
    },
  },
];
