import { z } from 'zod';
import { resolveChannel } from '../channels/index.js';
import { ChannelId } from '../channels/schemas.js';
import { defineRoute } from '../edges.js';
import { applyMenus } from './apply-menus.js';
import { hasChanges } from './core/plan.js';
import { planChannelMenus } from './plan-menus.js';
import { getMenuStatus } from './status-menus.js';

const tag = 'Rich menus';
const query = z.strictObject({ channelId: ChannelId.optional() });

const Step = z.looseObject({
  kind: z.enum([
    'create',
    'replace',
    'createAlias',
    'moveAlias',
    'deleteAlias',
    'setDefault',
    'clearDefault',
    'remove',
    'waitForUnlink',
    'keep',
  ]),
  menu: z.string(),
  language: z.string(),
  why: z.string(),
});
const Calls = z.object({ needed: z.number(), left: z.number(), perHour: z.number() });
const Waiting = z.enum(['create', 'delete', 'deleteAlias', 'friends', 'retry']).nullable();

export const publishingRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/rich-menus/plan',
    access: { scope: 'read' },
    summary:
      'What would bring the menus of richmenus/ to LINE now, step by step, and where a limit of LINE stands in the way',
    tag,
    query,
    response: z.object({
      hasChanges: z.boolean(),
      steps: z.array(Step),
      calls: z.object({ create: Calls, delete: Calls, deleteAlias: Calls }),
      warnings: z.array(z.string()),
    }),
    handle: async (ctx, { query: { channelId } }) => {
      const { plan } = await planChannelMenus(ctx, (await resolveChannel(ctx, channelId))._id);
      return { hasChanges: hasChanges(plan), ...plan };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/rich-menus/apply',
    access: { scope: 'write' },
    summary:
      'Bring the menus of richmenus/ to LINE: safe to repeat, also after it was interrupted. What waits for a limit of LINE or for friends goes on by itself',
    tag,
    body: z.strictObject({ channelId: ChannelId.optional() }),
    response: z.object({
      state: z.enum(['applied', 'waiting', 'underWay', 'outdated']),
      done: z.array(Step),
      left: z.array(Step),
      failed: z.array(z.object({ step: Step, message: z.string() })),
      waitingUntil: z.date().nullable(),
      waitingFor: Waiting,
    }),
    handle: async (ctx, { body: { channelId } }) => applyMenus(ctx, (await resolveChannel(ctx, channelId))._id),
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/rich-menus/status',
    access: { scope: 'read' },
    summary:
      'How each menu stands on LINE in each language, what is left of earlier ones, and what the publishing waits for',
    tag,
    query,
    response: z.object({
      menus: z.array(
        z.object({
          menu: z.string(),
          language: z.string(),
          wanted: z.string(),
          lineRichMenuId: z.string().nullable(),
          isOnLine: z.boolean(),
          isCurrent: z.boolean(),
          alias: z.string(),
          isAliasRight: z.boolean(),
          linkedCount: z.number(),
        }),
      ),
      leftovers: z.array(
        z.object({
          menu: z.string(),
          language: z.string(),
          lineRichMenuId: z.string(),
          linkedCount: z.number(),
          why: z.string(),
        }),
      ),
      lastApply: z
        .object({ startedAt: z.date(), endedAt: z.date().nullable(), error: z.string().nullable() })
        .nullable(),
      waitingUntil: z.date().nullable(),
      waitingFor: Waiting,
    }),
    handle: async (ctx, { query: { channelId } }) => getMenuStatus(ctx, (await resolveChannel(ctx, channelId))._id),
  }),
];
