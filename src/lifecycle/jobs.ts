import { z } from 'zod';
import { listChannelIds } from '../channels/index.js';
import { defineJob, type SweepDefinition } from '../edges.js';
import { settleDueFriends, wakeDueFriends } from '../friends/index.js';
import { assessFriend, assessFriends } from './assess-friends.js';
import { sweepUnmovedSettings } from './lifecycle-settings.js';
import { listDueForRfm, REFRESH_RFM, refreshRfm } from './rfm-thresholds.js';
import { sweepUnmovedPolicies } from './stage-policy.js';

const ASSESS_FRIEND = 'lifecycle.assess-friend';
const SETTLE_STAGES = 'lifecycle.settle-due-stages';
const SETTLE_SEGMENTS = 'lifecycle.settle-due-segments';

const nothing = z.object({});

export const jobs = [
  defineJob({
    name: ASSESS_FRIEND,
    payload: z.object({ friendId: z.string() }),
    concurrency: 10,
    handle: (ctx, { friendId }) => assessFriend(ctx, friendId),
  }),
  defineJob({
    name: SETTLE_STAGES,
    payload: nothing,
    concurrency: 1,
    handle: (ctx) =>
      settleDueFriends(ctx, 'stageCheckAt', async (channelId, friends) => {
        await assessFriends(ctx, channelId, friends);
      }),
  }),
  defineJob({
    name: SETTLE_SEGMENTS,
    payload: nothing,
    concurrency: 1,
    handle: (ctx) =>
      settleDueFriends(ctx, 'segmentsCheckAt', async (channelId, friends) => {
        await assessFriends(ctx, channelId, friends);
      }),
  }),
  defineJob({
    name: REFRESH_RFM,
    payload: z.object({ channelId: z.string() }),
    concurrency: 1,
    handle: (ctx, { channelId }) => refreshRfm(ctx, channelId, (friends) => assessFriends(ctx, channelId, friends)),
  }),
];

export const sweeps: SweepDefinition[] = [
  {
    name: 'lifecycle.due-stages',
    run: (ctx) => wakeDueFriends(ctx, 'stageCheckAt', { settleAll: SETTLE_STAGES, settleOne: ASSESS_FRIEND }),
  },
  {
    name: 'lifecycle.due-segments',
    run: (ctx) => wakeDueFriends(ctx, 'segmentsCheckAt', { settleAll: SETTLE_SEGMENTS, settleOne: ASSESS_FRIEND }),
  },
  {
    name: 'lifecycle.unmoved',
    run: async (ctx) => {
      await sweepUnmovedPolicies(ctx);
      await sweepUnmovedSettings(ctx);
    },
  },
  {
    name: 'lifecycle.due-rfm',
    run: async (ctx) => {
      const due = await listDueForRfm(ctx, await listChannelIds());
      ctx.wake(
        REFRESH_RFM,
        due.map((channelId) => ({ channelId })),
      );
    },
  },
];
