import { z } from 'zod';
import { resolveChannel } from '../channels/index.js';
import { ChannelId } from '../channels/schemas.js';
import { defineRoute } from '../edges.js';
import { driftRoutes } from './drift-routes.js';
import { publishRichMenus } from './publish-rich-menus.js';
import { PublishedMenuModel } from './rich-menu.model.js';
import { ruleRoutes } from './rule-routes.js';

const tag = 'Rich menus';
const query = z.strictObject({ channelId: ChannelId.optional() });
const PresentedMenu = z.object({
  name: z.string(),
  language: z.string(),
  alias: z.string(),
  lineRichMenuId: z.string(),
  publishedAt: z.date(),
});

export const routes = [
  ...ruleRoutes,
  ...driftRoutes,
  defineRoute({
    method: 'get',
    path: '/api/v1/rich-menus',
    access: { scope: 'read' },
    summary: 'List the rich menus published on LINE',
    tag,
    query,
    response: z.object({ richMenus: z.array(PresentedMenu) }),
    handle: async (ctx, { query: { channelId } }) => {
      const channel = await resolveChannel(ctx, channelId);
      const menus = await PublishedMenuModel.find({ channelId: channel._id }).sort({ name: 1 }).limit(1_000).lean();
      return {
        richMenus: menus.map(({ name, language, alias, lineRichMenuId, publishedAt }) => ({
          name,
          language,
          alias,
          lineRichMenuId,
          publishedAt,
        })),
      };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/rich-menus/publish',
    access: { scope: 'write' },
    summary: 'Publish the menus of richmenus/ that LINE does not have yet',
    tag,
    body: z.strictObject({ channelId: ChannelId.optional() }),
    response: z.object({ published: z.number() }),
    handle: async (ctx, { body: { channelId } }) => ({
      published: await publishRichMenus(ctx, (await resolveChannel(ctx, channelId))._id),
    }),
  }),
];
