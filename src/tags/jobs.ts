import { z } from 'zod';
import { defineJob, type SweepDefinition } from '../edges.js';
import { settleDueFriends, wakeDueFriends } from '../friends/index.js';
import { settleFriendTags, settlePageOfTags } from './settle-friend-tags.js';

const SETTLE = 'tags.settle';
const SETTLE_DUE = 'tags.settle-due';

export const jobs = [
  defineJob({
    name: SETTLE,
    payload: z.object({ friendId: z.string() }),
    concurrency: 10,
    handle: (ctx, { friendId }) => settleFriendTags(ctx, friendId),
  }),
  defineJob({
    name: SETTLE_DUE,
    payload: z.object({}),
    concurrency: 1,
    handle: (ctx) =>
      settleDueFriends(ctx, 'tagsCheckAt', (channelId, friends) => settlePageOfTags(ctx, channelId, friends)),
  }),
];

export const sweeps: SweepDefinition[] = [
  {
    name: 'tags.due',
    run: (ctx) => wakeDueFriends(ctx, 'tagsCheckAt', { settleAll: SETTLE_DUE, settleOne: SETTLE }),
  },
];
