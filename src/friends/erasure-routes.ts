import { z } from 'zod';
import { resolveChannel } from '../channels/index.js';
import { ChannelId } from '../channels/schemas.js';
import { defineRoute } from '../edges.js';
import { countHeld } from './count-held.js';
import { eraseFriend, getErasure, listErasures } from './erase-friend.js';
import type { Erasure } from './erasure.model.js';
import { EraseInput, FriendId, PresentedErasure, PresentedHeld } from './schemas.js';

const tag = 'Merging and erasing';
const params = z.object({ id: FriendId });

const present = ({ _id, channelId, fingerprint, reason, by, state, counts, startedAt, doneAt }: Erasure) => ({
  friendId: _id,
  channelId,
  fingerprint,
  reason,
  by,
  state,
  counts,
  startedAt,
  doneAt,
});

export const erasureRoutes = [
  defineRoute({
    method: 'post',
    path: '/api/v1/friends/:id/erase',
    access: { scope: 'admin' },
    summary: 'Remove everything that is kept about a friend, and leave a proof without the person',
    tag,
    recordedBy: 'erasures',
    params,
    body: EraseInput,
    response: PresentedErasure,
    handle: async (ctx, { params: { id }, body }) => present(await eraseFriend(ctx, id, body.reason)),
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/friends/:id/held',
    access: { scope: 'read' },
    summary: 'How much is kept about a friend: what erasing them would remove',
    tag,
    params,
    response: PresentedHeld,
    handle: async (ctx, { params: { id } }) => ({ counts: await countHeld(ctx, id) }),
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/erasures',
    access: { scope: 'admin' },
    summary: 'Proofs of erased friends, newest first',
    tag,
    query: z.strictObject({ channelId: ChannelId.optional() }),
    response: z.object({ erasures: z.array(PresentedErasure) }),
    handle: async (ctx, { query: { channelId } }) => {
      const channel = await resolveChannel(ctx, channelId);
      return { erasures: (await listErasures(channel._id, 200)).map(present) };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/erasures/:id',
    access: { scope: 'admin' },
    summary: 'The proof that a friend was erased, by the id that they had',
    tag,
    params,
    response: PresentedErasure,
    handle: async (_ctx, { params: { id } }) => present(await getErasure(id)),
  }),
];
