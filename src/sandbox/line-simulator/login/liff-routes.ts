import { LineError, UNAUTHENTICATED, notFound } from '../http/line-error.js';
import { type Call, type Route, ok, openRoute } from '../http/route.js';
import { type JsonObject, isObject } from '../json.js';
import { LIFF_APPS_MAX } from '../limits.js';
import type { Simulator } from '../simulator.js';
import { isValid } from '../tokens/issue-token.js';
import type { Bot } from '../world/bot.js';
import { botOfLogin } from './issue.js';

const free = { rate: undefined };
const LIFF_ID_SUFFIX = 8;
const VIEW_TYPES = ['compact', 'tall', 'full'];

/** LIFF apps of a LINE Login channel; needs that channel's short-lived or stateless token. */
export const liffRoutes: Route[] = [
  openRoute(
    'POST /liff/v1/apps',
    (sim, call) => {
      const bot = getOwner(sim, call);
      if (bot.liffApps.size >= LIFF_APPS_MAX) throw new LineError(400, 'You can not add more LIFF apps');
      const liffId = `${bot.loginChannelId ?? ''}-${sim.ids.token().slice(0, LIFF_ID_SUFFIX)}`;
      bot.liffApps.set(liffId, { liffId, ...readApp(call.body) });
      return ok({ liffId });
    },
    free,
  ),
  openRoute(
    'GET /liff/v1/apps',
    (sim, call) => {
      const apps = [...getOwner(sim, call).liffApps.values()];
      if (apps.length === 0) throw notFound();
      return ok({ apps });
    },
    free,
  ),
  openRoute(
    'PUT /liff/v1/apps/{liffId}',
    (sim, call) => {
      const app = getApp(getOwner(sim, call), call);
      Object.assign(app, isObject(call.body) ? call.body : {});
      return ok();
    },
    free,
  ),
  openRoute(
    'DELETE /liff/v1/apps/{liffId}',
    (sim, call) => {
      const bot = getOwner(sim, call);
      getApp(bot, call);
      bot.liffApps.delete(call.params['liffId'] ?? '');
      return ok();
    },
    free,
  ),
];

function getOwner(sim: Simulator, { headers }: Call): Bot {
  const name = /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
  const token = sim.world.tokens.get(name);
  const bot = token && token.userId === undefined ? botOfLogin(sim, token.channelId) : undefined;
  if (!token || !bot || !isValid(token, sim.clock.now())) throw new LineError(401, UNAUTHENTICATED);
  return bot;
}

function getApp(bot: Bot, { params }: Call): JsonObject {
  const app = bot.liffApps.get(params['liffId'] ?? '');
  if (!app) throw notFound();
  return app;
}

function readApp(body: unknown): JsonObject {
  const view = isObject(body) && isObject(body['view']) ? body['view'] : {};
  const { type, url } = view;
  const isUrl = typeof url === 'string' && URL.canParse(url) && url.startsWith('https:') && !url.includes('#');
  if (!isObject(body) || !VIEW_TYPES.includes(String(type)) || !isUrl) throw new LineError(400, 'invalid view');
  return { scope: ['profile', 'chat_message.write'], botPrompt: 'none', ...body };
}
