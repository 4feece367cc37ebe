import { z } from 'zod';
import { resolveChannel } from '../channels/index.js';
import { defineRoute } from '../edges.js';
import { DRIFT_KINDS } from './core/drift.js';
import { DRIFT_PASS_KINDS, type DriftPass } from './drift-pass.model.js';
import { ChannelQuery } from './schemas.js';
import { listDriftPasses, startDriftPass } from './watch-drift.js';

const tag = 'Rich menus';

const DriftKind = z.enum(DRIFT_KINDS);
const PresentedPass = z.object({
  id: z.string(),
  kind: z.enum(DRIFT_PASS_KINDS),
  isOpen: z.boolean(),
  checked: z.number(),
  drifted: z.number(),
  repaired: z.number(),
  byKind: z.record(DriftKind, z.number()),
  friends: z.array(z.object({ friendId: z.string(), kind: DriftKind, shown: z.string().nullable(), at: z.date() })),
  startedAt: z.date(),
  finishedAt: z.date().nullable(),
});

const present = ({ _id, channelId: _channel, isNightly: _nightly, cursor: _cursor, ...rest }: DriftPass) => ({
  id: _id,
  ...rest,
});

export const driftRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/rich-menus/drift',
    access: { scope: 'read' },
    summary: 'The latest looks at which menus LINE shows, newest first: how many friends had another one, and who',
    tag,
    query: ChannelQuery,
    response: z.object({ passes: z.array(PresentedPass) }),
    handle: async (ctx, { query: { channelId } }) => {
      const passes = await listDriftPasses((await resolveChannel(ctx, channelId))._id);
      return { passes: passes.map(present) };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/rich-menus/drift',
    access: { scope: 'write' },
    summary: 'Look at the menus of all friends now, instead of in the next night',
    tag,
    status: 202,
    body: ChannelQuery,
    response: PresentedPass,
    handle: async (ctx, { body: { channelId } }) =>
      present(await startDriftPass(ctx, (await resolveChannel(ctx, channelId))._id)),
  }),
];
