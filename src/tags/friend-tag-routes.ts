import { z } from 'zod';
import { defineRoute } from '../edges.js';
import { getFriend } from '../friends/index.js';
import { FriendId } from '../friends/schemas.js';
import { changeFriendTag } from './change-friend-tag.js';
import { TagId } from './core/tag.js';
import { presentFriendTag, presentLedgerEntry } from './present-friend-tag.js';
import { ChangeFriendTagInput, PresentedFriendTag, PresentedLedgerEntry } from './schemas.js';
import { listLedger } from './list-ledger.js';
import { readTagging } from './tagging.js';

const tag = 'Tags';
const params = z.object({ id: FriendId, tagId: TagId });

export const friendTagRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/friends/:id/tags',
    access: { scope: 'read', area: 'friends' },
    summary: 'The tags of a friend as they are now: intensity, level, freshness, end, last source',
    tag,
    params: z.object({ id: FriendId }),
    response: z.object({ tags: z.array(PresentedFriendTag) }),
    handle: async (ctx, { params: { id } }) => {
      const friend = await getFriend(id);
      const { tags, behaviours } = await readTagging(ctx, friend.channelId);
      const now = ctx.clock.now();
      return {
        tags: friend.tags.map((state) =>
          presentFriendTag(state, tags.get(state.tagId)?.name ?? state.tagId, behaviours.get(state.tagId) ?? null, now),
        ),
      };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/friends/:id/tags/:tagId',
    access: { scope: 'write', area: 'friends' },
    summary: 'Apply a tag to a friend, correct or set its intensity, spend some of it, or take it away',
    tag,
    params,
    body: ChangeFriendTagInput,
    response: z.object({
      tag: PresentedFriendTag.nullable(),
      suppressed: z.enum(['cooldown', 'dailyCap']).nullable(),
    }),
    handle: async (ctx, { params: { id, tagId }, body }) => {
      const { friend, suppressed } = await changeFriendTag(ctx, id, tagId, body);
      const { tags, behaviours } = await readTagging(ctx, friend.channelId);
      const state = friend.tags.find((one) => one.tagId === tagId);
      const name = tags.get(tagId)?.name ?? tagId;
      return {
        tag: state ? presentFriendTag(state, name, behaviours.get(tagId) ?? null, ctx.clock.now()) : null,
        suppressed,
      };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/friends/:id/tags/:tagId/ledger',
    access: { scope: 'read', area: 'friends' },
    summary: 'Everything that happened to a tag of a friend, newest first',
    tag,
    params,
    query: z.strictObject({
      before: z.string().max(500).optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    response: z.object({ entries: z.array(PresentedLedgerEntry), next: z.string().nullable() }),
    handle: async (_ctx, { params: { id, tagId }, query: { before, limit } }) => {
      await getFriend(id);
      const { rows, next } = await listLedger({ friendId: id, tagId }, { before: before ?? null, limit });
      return { entries: rows.map(presentLedgerEntry), next };
    },
  }),
];
