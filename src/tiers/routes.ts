import { z } from 'zod';
import { resolveChannel } from '../channels/index.js';
import { ChannelId } from '../channels/schemas.js';
import { defineRoute } from '../edges.js';
import { getFriend, getFriendBehind } from '../friends/index.js';
import { FriendId } from '../friends/schemas.js';
import { presentOperation, startOperation } from '../operations/index.js';
import { PresentedOperation } from '../operations/schemas.js';
import { TierProgram } from './core/program.js';
import { explainTier } from './explain-tier.js';
import { PREVIEW_TIERS } from './operations.js';
import { InChannel, PresentedTier, PresentedTierProgram, SetTierInput, VersionsQuery } from './schemas.js';
import { releaseTier, setTier } from './set-tier.js';
import { getTierProgram, listTierPrograms, publishTierProgram } from './tier-program.js';
import type { StoredTierProgram } from './tier-program.model.js';

const tag = 'Tiers';
const params = z.object({ id: FriendId });
const Body = TierProgram.extend({ channelId: ChannelId.optional() });
const present = ({ _id, unmovedBy: _cause, ...program }: StoredTierProgram) => program;

export const tierRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/tier-program',
    access: { scope: 'read' },
    summary: 'The VIP tiers of a channel and how friends come to them; null before the first program',
    tag,
    query: InChannel,
    response: z.object({ program: PresentedTierProgram.nullable() }),
    handle: async (ctx, { query }) => {
      const program = await getTierProgram(ctx, (await resolveChannel(ctx, query.channelId))._id);
      return { program: program && present(program) };
    },
  }),
  defineRoute({
    method: 'put',
    path: '/api/v1/tier-program',
    access: { scope: 'write' },
    summary: 'Put a new version of the tier program in force; an operation looks at all friends again',
    tag,
    body: Body,
    response: PresentedTierProgram.extend({ operationId: z.string() }),
    handle: async (ctx, { body: { channelId, ...wanted } }) => {
      const channel = await resolveChannel(ctx, channelId);
      const { program, operationId } = await publishTierProgram(ctx, channel._id, wanted);
      return { ...present(program), operationId };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/tier-program/versions',
    access: { scope: 'read' },
    summary: 'The versions of the tier program, newest first',
    tag,
    query: VersionsQuery,
    response: z.object({ versions: z.array(PresentedTierProgram) }),
    handle: async (ctx, { query: { channelId, limit } }) => {
      const channel = await resolveChannel(ctx, channelId);
      return { versions: (await listTierPrograms(channel._id, limit)).map(present) };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/tier-program/preview',
    access: { scope: 'read' },
    summary:
      'Count how many friends would be in each tier under another program; an operation does, and changes nothing',
    tag,
    status: 202,
    body: Body,
    response: PresentedOperation,
    handle: async (ctx, { body: { channelId, ...wanted } }) => {
      const channel = await resolveChannel(ctx, channelId);
      const input = TierProgram.parse(wanted);
      return presentOperation(await startOperation(ctx, { channelId: channel._id, kind: PREVIEW_TIERS, input }));
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/friends/:id/tier',
    access: { scope: 'read' },
    summary: "A friend's tier: why, what is missing to the next, when it falls, and its history",
    tag,
    params,
    response: PresentedTier,
    handle: async (ctx, { params: { id } }) => explainTier(ctx, await getFriendBehind(id)),
  }),
  defineRoute({
    method: 'put',
    path: '/api/v1/friends/:id/tier',
    access: { scope: 'write' },
    summary: 'Put a friend into a tier by hand, until a time or for good',
    tag,
    params,
    body: SetTierInput,
    response: PresentedTier,
    handle: async (ctx, { params: { id }, body }) => {
      await setTier(ctx, id, body);
      return explainTier(ctx, await getFriend(id));
    },
  }),
  defineRoute({
    method: 'delete',
    path: '/api/v1/friends/:id/tier',
    access: { scope: 'write' },
    summary: 'Let the program decide again over a friend who was put into a tier by hand',
    tag,
    params,
    response: PresentedTier,
    handle: async (ctx, { params: { id } }) => {
      await releaseTier(ctx, id);
      return explainTier(ctx, await getFriend(id));
    },
  }),
];
