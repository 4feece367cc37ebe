import { z } from 'zod';
import { resolveChannel } from '../channels/index.js';
import { defineRoute } from '../edges.js';
import { FriendId } from '../friends/schemas.js';
import { BULK_LINK_USERS_MAX } from '../line/limits.js';
import { MenuRules } from './core/menu-rules.js';
import { countCalls } from './core/preview.js';
import { explainMenu } from './explain-menu.js';
import { getMenuRules, putMenuRules } from './menu-rules.js';
import { previewRules } from './preview-rules.js';
import {
  ChannelQuery,
  LanguageQuery,
  MenuRulesInput,
  PresentedExplanation,
  PresentedMenuRules,
  PresentedPreview,
} from './schemas.js';

const tag = 'Rich menus';

export const ruleRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/menu-rules',
    access: { scope: 'read' },
    summary: 'Read which menu friends get, by rules from the top',
    tag,
    query: ChannelQuery,
    response: MenuRules,
    handle: async (ctx, { query: { channelId } }) => getMenuRules(ctx, (await resolveChannel(ctx, channelId))._id),
  }),
  defineRoute({
    method: 'put',
    path: '/api/v1/menu-rules',
    access: { scope: 'write' },
    summary: 'Replace the menu rules; an operation gives all friends their menus',
    tag,
    body: MenuRulesInput,
    response: PresentedMenuRules,
    handle: async (ctx, { body: { channelId, ...rules } }) =>
      putMenuRules(ctx, (await resolveChannel(ctx, channelId))._id, rules),
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/menu-rules/preview',
    access: { scope: 'write' },
    summary: 'Count who would get which menu by these rules; of very many friends, by an operation',
    tag,
    body: MenuRulesInput,
    response: PresentedPreview,
    handle: async (ctx, { body: { channelId, ...rules } }) => {
      const { preview, operationId } = await previewRules(ctx, (await resolveChannel(ctx, channelId))._id, rules);
      return {
        operationId,
        preview: preview && { ...preview, lineCalls: countCalls(preview, BULK_LINK_USERS_MAX) },
      };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/friends/:id/rich-menu',
    access: { scope: 'read' },
    summary: "A friend's menu: what the rules want, what LINE was told, and what each rule sees",
    tag,
    params: z.object({ id: FriendId }),
    query: LanguageQuery,
    response: PresentedExplanation,
    handle: async (ctx, { params: { id }, query: { language } }) => explainMenu(ctx, id, language),
  }),
];
