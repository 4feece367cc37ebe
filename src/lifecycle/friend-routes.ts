import { z } from 'zod';
import { defineRoute } from '../edges.js';
import { getFriend, presentFriend } from '../friends/index.js';
import { FriendId, PresentedFriend } from '../friends/schemas.js';
import { trendOf } from './core/trend.js';
import { explainStage, listStageHistory } from './explain-stage.js';
import { listHealthPoints } from './record-health.js';
import { PresentedHealth, PresentedStageHistory, SetStageInput } from './schemas.js';
import { releaseStage, setStage } from './set-stage.js';
import { AnyInstant } from '../shared/instant.js';

const tag = 'Lifecycle';
const params = z.object({ id: FriendId });

const Lock = z.object({ by: z.string(), reason: z.string(), until: z.date().nullable() });
const HeldStage = z.object({
  name: z.string(),
  since: z.date(),
  policyVersion: z.number(),
  lock: Lock.nullable().optional(),
});
const Seen = z
  .object({
    truth: z.union([z.boolean(), z.literal('unknown')]),
    because: z.array(z.unknown()),
    nextCheckAt: z.date().nullable(),
  })
  .nullable();

export const friendRoutes = [
  defineRoute({
    method: 'put',
    path: '/api/v1/friends/:id/stage',
    access: { scope: 'write' },
    summary: 'Put a friend into a stage by hand; locked, they stay there, else the policy decides again at once',
    tag,
    params,
    body: SetStageInput,
    response: PresentedFriend,
    handle: async (ctx, { params: { id }, body }) => presentFriend(await setStage(ctx, id, body), ctx.clock.now()),
  }),
  defineRoute({
    method: 'delete',
    path: '/api/v1/friends/:id/stage-lock',
    access: { scope: 'write' },
    summary: "Take the lock off a friend's stage; the policy decides again",
    tag,
    params,
    response: PresentedFriend,
    handle: async (ctx, { params: { id } }) => presentFriend(await releaseStage(ctx, id), ctx.clock.now()),
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/friends/:id/stage/why',
    access: { scope: 'read' },
    summary: 'Why a friend is in their stage: what brought them there, and what each rule sees now',
    tag,
    params,
    response: z.object({
      stage: HeldStage.nullable(),
      policyVersion: z.number(),
      cameBy: z.object({ at: z.date(), data: z.record(z.string(), z.unknown()) }).nullable(),
      stages: z.array(z.object({ stage: z.string(), enter: Seen, exit: Seen })),
      nextCheckAt: z.date().nullable(),
    }),
    handle: async (ctx, { params: { id } }) => explainStage(ctx, id),
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/friends/:id/stage/history',
    access: { scope: 'read' },
    summary: "Moves and locks of a friend's stage, newest first",
    tag,
    params,
    query: z.strictObject({
      before: AnyInstant.optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    response: PresentedStageHistory,
    handle: async (_ctx, { params: { id }, query: { before, limit } }) => ({
      history: await listStageHistory(id, { ...(before ? { before } : {}), limit }),
    }),
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/friends/:id/health',
    access: { scope: 'read' },
    summary: "A friend's health with its parts, what is missing, and the last 30 days",
    tag,
    params,
    response: PresentedHealth,
    handle: async (ctx, { params: { id } }) => {
      const [{ health }, points] = await Promise.all([getFriend(id), listHealthPoints(id)]);
      const missing = health?.parts.filter(({ score }) => score === null).map(({ name }) => name) ?? [];
      return {
        health: health && { ...health, missing },
        trend: trendOf(points, health?.score ?? null, ctx.clock.now()),
      };
    },
  }),
];
