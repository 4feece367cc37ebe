import { z } from 'zod';
import { defineJob, type SweepDefinition } from '../edges.js';
import { sweepOutboxes } from './change-friend.js';
import { sweepErasures } from './erase-friend.js';
import { fetchProfile } from './fetch-profile.js';
import { listDueFriendIds } from './find-friends.js';
import { sweepMerges } from './merge-friends.js';

export const FETCH_PROFILE = 'friends.fetch-profile';
const SWEEP_MAX = 200;

export const jobs = [
  defineJob({
    name: FETCH_PROFILE,
    payload: z.object({ friendId: z.string() }),
    concurrency: 10,
    handle: (ctx, { friendId }) => fetchProfile(ctx, friendId),
  }),
];

export const sweeps: SweepDefinition[] = [
  { name: 'friends.outboxes', run: (ctx) => sweepOutboxes(ctx) },
  { name: 'friends.erasures', run: (ctx) => sweepErasures(ctx) },
  { name: 'friends.merges', run: (ctx) => sweepMerges(ctx) },
  {
    name: 'friends.due-profiles',
    run: async (ctx) => {
      const due = await listDueFriendIds('profileDueAt', ctx.clock.now(), SWEEP_MAX);
      ctx.wake(
        FETCH_PROFILE,
        due.map((friendId) => ({ friendId })),
      );
    },
  },
];
