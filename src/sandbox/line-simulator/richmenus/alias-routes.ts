import { LineError, fieldErrors } from '../http/line-error.js';
import { type Route, channelRoute, ok, perHour } from '../http/route.js';
import { isObject } from '../json.js';
import { RICH_MENU_ALIASES_MAX, RICH_MENU_ALIAS_ID_MAX } from '../limits.js';
import type { Bot } from '../world/bot.js';

const ALIAS_ID = /^[a-z0-9_-]+$/;

/** Stable names of rich menus. */
export const richMenuAliasRoutes: Route[] = [
  channelRoute('POST /v2/bot/richmenu/alias', (_sim, { bot, body }) => {
    const { richMenuAliasId, richMenuId } = isObject(body) ? body : {};
    const isId = typeof richMenuAliasId === 'string' && ALIAS_ID.test(richMenuAliasId);
    if (!isId || richMenuAliasId.length > RICH_MENU_ALIAS_ID_MAX) {
      throw fieldErrors([
        { message: `Length must be between 1 and ${RICH_MENU_ALIAS_ID_MAX}`, property: 'richMenuAliasId' },
      ]);
    }
    const target = getTarget(bot, richMenuId);
    if (bot.richMenuAliases.has(richMenuAliasId)) throw new LineError(400, 'conflict richmenu alias id', []);
    if (bot.richMenuAliases.size >= RICH_MENU_ALIASES_MAX) throw new LineError(400, 'too many richmenu aliases', []);
    bot.richMenuAliases.set(richMenuAliasId, target);
    return ok();
  }),
  channelRoute('GET /v2/bot/richmenu/alias/list', (_sim, { bot }) =>
    ok({ aliases: [...bot.richMenuAliases].map(([richMenuAliasId, richMenuId]) => ({ richMenuAliasId, richMenuId })) }),
  ),
  channelRoute('GET /v2/bot/richmenu/alias/{richMenuAliasId}', (_sim, { bot, params }) => {
    const richMenuAliasId = getAlias(bot, params);
    return ok({ richMenuAliasId, richMenuId: bot.richMenuAliases.get(richMenuAliasId) });
  }),
  channelRoute('POST /v2/bot/richmenu/alias/{richMenuAliasId}', (_sim, { bot, params, body }) => {
    const richMenuAliasId = getAlias(bot, params);
    bot.richMenuAliases.set(richMenuAliasId, getTarget(bot, isObject(body) ? body['richMenuId'] : undefined));
    return ok();
  }),
  channelRoute(
    'DELETE /v2/bot/richmenu/alias/{richMenuAliasId}',
    (_sim, { bot, params }) => {
      bot.richMenuAliases.delete(getAlias(bot, params));
      return ok();
    },
    { rate: perHour(100) },
  ),
];

function getAlias(bot: Bot, params: Record<string, string>): string {
  const richMenuAliasId = params['richMenuAliasId'] ?? '';
  if (!bot.richMenuAliases.has(richMenuAliasId)) throw new LineError(404, 'richmenu alias not found', []);
  return richMenuAliasId;
}

/** A menu with an image in this channel; one without counts as none. */
function getTarget(bot: Bot, richMenuId: unknown): string {
  const menu = typeof richMenuId === 'string' ? bot.richMenus.get(richMenuId) : undefined;
  if (!menu?.image) throw new LineError(400, 'richmenu not found', []);
  return menu.richMenuId;
}
