import { z } from 'zod';
import { resolveChannel } from '../channels/index.js';
import { ChannelId } from '../channels/schemas.js';
import { defineRoute } from '../edges.js';
import { TagRule } from './core/rules.js';
import { dryRunTagRule } from './dry-run-tag-rule.js';
import { addTagRule, changeTagRule, listTagRules, removeTagRule } from './rule-changes.js';
import { DryRunInput, EditTagRuleInput, InChannel, PresentedTagRule } from './schemas.js';
import type { StoredTagRule } from './tag.model.js';

const tag = 'Tags';
const params = z.object({ id: z.string().max(40) });
const present = ({ _id, ...rest }: StoredTagRule) => ({ id: _id, ...rest });

export const ruleRoutes = [
  defineRoute({
    method: 'post',
    path: '/api/v1/tag-rules',
    access: { scope: 'write' },
    summary: 'Add a tagging rule: when a friend does this, apply that tag',
    tag,
    status: 201,
    body: TagRule.extend({ channelId: ChannelId.optional() }),
    response: PresentedTagRule,
    handle: async (ctx, { body: { channelId, ...rule } }) => {
      const channel = await resolveChannel(ctx, channelId);
      return present(await addTagRule(ctx, channel._id, rule));
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/tag-rules',
    access: { scope: 'read' },
    summary: 'List the tagging rules',
    tag,
    query: InChannel,
    response: z.object({ tagRules: z.array(PresentedTagRule) }),
    handle: async (ctx, { query }) => {
      const channel = await resolveChannel(ctx, query.channelId);
      return { tagRules: (await listTagRules(channel._id)).map(present) };
    },
  }),
  defineRoute({
    method: 'patch',
    path: '/api/v1/tag-rules/:id',
    access: { scope: 'write' },
    summary: 'Change a tagging rule or switch it off; what it applied so far stays',
    tag,
    params,
    body: EditTagRuleInput,
    response: PresentedTagRule,
    handle: async (_ctx, { params: { id }, body }) => present(await changeTagRule(id, body)),
  }),
  defineRoute({
    method: 'delete',
    path: '/api/v1/tag-rules/:id',
    access: { scope: 'write' },
    summary: 'Remove a tagging rule; what it applied stays',
    tag,
    status: 204,
    params,
    handle: async (_ctx, { params: { id } }) => removeTagRule(id),
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/tag-rules/dry-run',
    access: { scope: 'read' },
    summary: 'What a tagging rule would have done over past activity: friends, applications, samples',
    tag,
    body: DryRunInput.extend({ channelId: ChannelId.optional() }),
    response: z.object({
      friends: z.number(),
      applications: z.number(),
      samples: z.array(
        z.object({
          friendId: z.string(),
          displayName: z.string().nullable(),
          applications: z.number(),
          lastAt: z.date(),
        }),
      ),
      since: z.date(),
      looked: z.number(),
      isCut: z.boolean(),
      reading: z.string(),
    }),
    handle: async (ctx, { body: { channelId, ...input } }) => {
      const channel = await resolveChannel(ctx, channelId);
      return dryRunTagRule(ctx, channel._id, input);
    },
  }),
];
