import { z } from 'zod';
import { defineRoute } from '../edges.js';
import { mergeFriends, previewMerge, undoMerge } from './merge-friends.js';
import type { Merge } from './merge.model.js';
import { presentFriend } from './present-friend.js';
import { Attributes, FriendId, MergeInput, PresentedFriend, PresentedMerge } from './schemas.js';

const tag = 'Merging and erasing';

const present = ({ _id, keepId, absorbId, state, by, at, undoUntil, undoneAt }: Merge) => ({
  id: _id,
  keepId,
  absorbId,
  state,
  by,
  at,
  undoUntil,
  undoneAt,
});

export const mergeRoutes = [
  defineRoute({
    method: 'post',
    path: '/api/v1/friends/merges/preview',
    access: { scope: 'read' },
    summary: 'What making two friends one would do: what is joined, what contradicts, how much moves',
    tag,
    body: MergeInput,
    response: z.object({
      kept: PresentedFriend,
      absorbed: PresentedFriend,
      attributes: Attributes,
      conflicts: z.array(z.object({ name: z.string(), kept: z.unknown(), lost: z.unknown() })),
      consent: PresentedFriend.shape.consent,
      isBlacklisted: z.boolean(),
      tagIds: z.array(z.string()),
      counts: z.record(z.string(), z.number()),
    }),
    handle: async (ctx, { body }) => {
      const now = ctx.clock.now();
      const { kept, absorbed, ...preview } = await previewMerge(ctx, body);
      return { kept: presentFriend(kept, now), absorbed: presentFriend(absorbed, now), ...preview };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/friends/merges',
    access: { scope: 'admin' },
    summary: 'Make two friends of one channel one; undoable for 24 hours',
    tag,
    status: 201,
    body: MergeInput,
    response: PresentedMerge,
    handle: async (ctx, { body }) => present(await mergeFriends(ctx, body)),
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/friends/merges/:id/undo',
    access: { scope: 'admin' },
    summary: 'Take a merge back; what was changed since stays with the friend who was kept',
    tag,
    params: z.object({ id: FriendId }),
    response: PresentedMerge,
    handle: async (ctx, { params: { id } }) => present(await undoMerge(ctx, id)),
  }),
];
