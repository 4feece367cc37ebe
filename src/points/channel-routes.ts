import { z } from 'zod';
import { resolveChannel } from '../channels/index.js';
import { defineRoute } from '../edges.js';
import { presentOperation, startOperation } from '../operations/index.js';
import { PresentedOperation } from '../operations/schemas.js';
import { AUDIT_POINTS } from './operations.js';
import { addPointRule, changePointRule, listPointRules, removePointRule } from './point-rules.js';
import { getPointSettings, setPointSettings } from './point-settings.js';
import { presentPointRule } from './present-points.js';
import {
  EditPointRuleInput,
  InChannel,
  PointRuleInput,
  PresentedPointRule,
  PresentedPointSettings,
} from './schemas.js';

const tag = 'Points';
const ruleParams = z.object({ id: z.string().min(1).max(40) });

export const channelPointRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/points/settings',
    access: { scope: 'read' },
    summary: 'When points of a channel end, and how long before friends are told',
    tag,
    query: InChannel,
    response: PresentedPointSettings,
    handle: async (ctx, { query }) => getPointSettings(ctx, (await resolveChannel(ctx, query.channelId))._id),
  }),
  defineRoute({
    method: 'put',
    path: '/api/v1/points/settings',
    access: { scope: 'admin' },
    summary: 'Set when points end that are earned from now on, and how long before friends are told',
    tag,
    query: InChannel,
    body: PresentedPointSettings,
    response: PresentedPointSettings,
    handle: async (ctx, { query, body }) =>
      setPointSettings(ctx, (await resolveChannel(ctx, query.channelId))._id, body),
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/points/audits',
    access: { scope: 'write' },
    summary:
      'Prove for every friend of a channel that the balance is the sum of the ledger; an operation lists who is not',
    tag,
    status: 202,
    body: InChannel,
    response: PresentedOperation,
    handle: async (ctx, { body: { channelId } }) => {
      const { _id } = await resolveChannel(ctx, channelId);
      return presentOperation(await startOperation(ctx, { channelId: _id, kind: AUDIT_POINTS, input: {} }));
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/point-rules',
    access: { scope: 'read' },
    summary: 'By what friends earn points',
    tag,
    query: InChannel,
    response: z.object({ pointRules: z.array(PresentedPointRule) }),
    handle: async (ctx, { query }) => {
      const channel = await resolveChannel(ctx, query.channelId);
      return { pointRules: (await listPointRules(channel._id)).map(presentPointRule) };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/point-rules',
    access: { scope: 'write' },
    summary: 'Add a rule by which friends earn points from now on',
    tag,
    status: 201,
    body: PointRuleInput,
    response: PresentedPointRule,
    handle: async (ctx, { body: { channelId, ...rule } }) => {
      const channel = await resolveChannel(ctx, channelId);
      return presentPointRule(await addPointRule(ctx, channel._id, rule));
    },
  }),
  defineRoute({
    method: 'patch',
    path: '/api/v1/point-rules/:id',
    access: { scope: 'write' },
    summary: 'Change a rule by which friends earn points, or switch it off; what it gave so far stays',
    tag,
    params: ruleParams,
    body: EditPointRuleInput,
    response: PresentedPointRule,
    handle: async (_ctx, { params: { id }, body }) => presentPointRule(await changePointRule(id, body)),
  }),
  defineRoute({
    method: 'delete',
    path: '/api/v1/point-rules/:id',
    access: { scope: 'write' },
    summary: 'Remove a rule by which friends earn points; what it gave stays',
    tag,
    status: 204,
    params: ruleParams,
    handle: async (_ctx, { params: { id } }) => removePointRule(id),
  }),
];
