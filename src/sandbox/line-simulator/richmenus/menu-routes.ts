import { LineError, notFound } from '../http/line-error.js';
import { type Answer, type ChannelCall, type Route, channelRoute, ok, perHour, perSecond } from '../http/route.js';
import {
  RICH_MENUS_MAX,
  RICH_MENU_HEIGHT_MIN,
  RICH_MENU_IMAGE_BYTES_MAX,
  RICH_MENU_RATIO_MIN,
  RICH_MENU_WIDTH,
} from '../limits.js';
import type { Simulator } from '../simulator.js';
import { validateRichMenu } from '../validation/rich-menu.js';
import type { Bot } from '../world/bot.js';
import type { StoredRichMenu } from '../world/rich-menu.js';
import { imageSize } from './image-size.js';

/** Rich menus and their images. */
export const richMenuRoutes: Route[] = [
  channelRoute('POST /v2/bot/richmenu', create, { rate: perHour(100) }),
  channelRoute('POST /v2/bot/richmenu/validate', (_sim, { body }) => {
    validateRichMenu(body);
    return ok();
  }),
  channelRoute(
    'GET /v2/bot/richmenu/list',
    (_sim, { bot }) => ok({ richmenus: [...bot.richMenus.values()].map(asObject) }),
    { rate: perSecond(10) },
  ),
  channelRoute('GET /v2/bot/richmenu/{richMenuId}', (_sim, call) => ok(asObject(getMenu(call)))),
  channelRoute('DELETE /v2/bot/richmenu/{richMenuId}', remove, { rate: perHour(100) }),
  channelRoute('POST /v2/bot/richmenu/{richMenuId}/content', upload, { host: 'data', body: 'binary' }),
  channelRoute(
    'GET /v2/bot/richmenu/{richMenuId}/content',
    (_sim, call) => {
      const { image } = getMenu(call);
      if (!image) throw notFound();
      return { status: 200, body: image.bytes, contentType: image.contentType };
    },
    { host: 'data' },
  ),
];

function create(sim: Simulator, { bot, body, at }: ChannelCall): Answer {
  const object = validateRichMenu(body);
  if (bot.richMenus.size >= RICH_MENUS_MAX) {
    throw new LineError(400, `The number of rich menus must be at most ${RICH_MENUS_MAX}`);
  }
  const richMenuId = sim.ids.richMenu();
  bot.richMenus.set(richMenuId, { richMenuId, object, createdAt: at, taps: new Map() });
  return ok({ richMenuId });
}

function remove(_sim: Simulator, call: ChannelCall): Answer {
  const { richMenuId } = getMenu(call);
  call.bot.richMenus.delete(richMenuId);
  if (call.bot.defaultRichMenuId === richMenuId) call.bot.defaultRichMenuId = undefined;
  forgetLinks(call.bot, richMenuId);
  return ok();
}

function upload(_sim: Simulator, call: ChannelCall): Answer {
  const contentType = (call.headers['content-type'] ?? '').split(';')[0]?.trim() ?? '';
  if (contentType !== 'image/png' && contentType !== 'image/jpeg') throw new LineError(415, 'Unsupported Media Type');
  const menu = getMenu(call);
  if (menu.image) throw new LineError(400, 'An image has already been uploaded to the richmenu');
  if (call.raw.length > RICH_MENU_IMAGE_BYTES_MAX) throw new LineError(413, 'Request Entity Too Large');
  const { width = 0, height = 0 } = imageSize(call.raw) ?? {};
  const isWide = width >= RICH_MENU_WIDTH.min && width <= RICH_MENU_WIDTH.max;
  if (!isWide || height < RICH_MENU_HEIGHT_MIN || width / height < RICH_MENU_RATIO_MIN) {
    throw new LineError(400, 'The image size is not allowed for richmenu');
  }
  menu.image = { bytes: call.raw, contentType };
  return ok();
}

function getMenu({ bot, params }: ChannelCall): StoredRichMenu {
  const menu = bot.richMenus.get(params['richMenuId'] ?? '');
  if (!menu) throw notFound();
  return menu;
}

function asObject(menu: StoredRichMenu) {
  return { richMenuId: menu.richMenuId, ...menu.object };
}

function forgetLinks(bot: Bot, richMenuId: string): void {
  for (const relation of bot.relations.values()) {
    if (relation.richMenuId === richMenuId) relation.richMenuId = undefined;
  }
}
