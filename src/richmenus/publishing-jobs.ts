import { z } from 'zod';
import { listChannelIds } from '../channels/index.js';
import type { Context } from '../context.js';
import { defineJob, type SweepDefinition } from '../edges.js';
import { LineError } from '../line/errors.js';
import { RUN_MS_MAX } from '../infra/queue/queue.js';
import { applyMenus } from './apply-menus.js';
import { MenuApplyModel } from './menu-apply.model.js';
import { PUBLISH_MENUS } from './publish-rich-menus.js';

const APART_MS = 30_000; // whoever finds a menu missing asks for it; once in a while is often enough

/** Channels that this process has looked at since it started: menus change with a deployment. */
const looked = new Set<string>();

export const publishingJobs = [
  defineJob({
    name: PUBLISH_MENUS,
    payload: z.object({ channelId: z.string() }),
    concurrency: 1,
    handle: async (ctx, { channelId }) => {
      if (looked.has(channelId) && !(await isDue(ctx, channelId))) return;
      const until = new Date(ctx.clock.now().getTime() + RUN_MS_MAX);
      const { waitingUntil } = await applyMenus(ctx, channelId, { until }).catch((error: unknown) => {
        // That it failed is noted, with when it is tried again.
        if (error instanceof LineError) looked.add(channelId);
        throw error;
      });
      looked.add(channelId);
      if (waitingUntil !== null && waitingUntil <= ctx.clock.now()) ctx.wake(PUBLISH_MENUS, [{ channelId }]);
    },
  }),
];

export const publishingSweeps: SweepDefinition[] = [
  {
    name: 'richmenus.publish',
    run: async (ctx) => {
      const fresh = (await listChannelIds()).filter((channelId) => !looked.has(channelId));
      const due = await MenuApplyModel.find({ dueAt: { $lte: ctx.clock.now() } }, { _id: 1 })
        .sort({ dueAt: 1 })
        .limit(CHANNELS_AT_ONCE)
        .lean();
      const channelIds = new Set([...fresh, ...due.map(({ _id }) => _id)]);
      ctx.wake(
        PUBLISH_MENUS,
        [...channelIds].map((channelId) => ({ channelId })),
      );
    },
  },
];

const CHANNELS_AT_ONCE = 50;

async function isDue({ clock }: Pick<Context, 'clock'>, channelId: string): Promise<boolean> {
  const apply = await MenuApplyModel.findById(channelId, { dueAt: 1, startedAt: 1 }).lean();
  if (!apply) return true;
  const now = clock.now();
  return apply.dueAt === null ? now.getTime() - apply.startedAt.getTime() > APART_MS : apply.dueAt <= now;
}
