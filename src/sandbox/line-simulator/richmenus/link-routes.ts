import { LineError, fieldErrors, invalidProperty, notFound } from '../http/line-error.js';
import { type Answer, type ChannelCall, type Route, accepted, channelRoute, ok } from '../http/route.js';
import { RICH_MENU_ID, USER_ID } from '../ids.js';
import { isObject } from '../json.js';
import { BULK_LINK_USERS_MAX } from '../limits.js';
import type { Simulator } from '../simulator.js';
import type { Bot } from '../world/bot.js';
import { isFriendReached } from '../world/relation.js';
import { readUserId } from '../endpoints/people.js';

/** Which menu everybody sees, and which one person sees. */
export const richMenuLinkRoutes: Route[] = [
  channelRoute('POST /v2/bot/user/all/richmenu/{richMenuId}', (sim, { bot, params }) => {
    const richMenuId = getUsableMenu(bot, params['richMenuId'] ?? '');
    bot.defaultRichMenuId = richMenuId;
    sim.tell?.({ kind: 'menu', channelId: bot.channelId, text: `default rich menu ${richMenuId}` });
    return ok();
  }),
  channelRoute('GET /v2/bot/user/all/richmenu', (_sim, { bot }) => {
    if (bot.defaultRichMenuId === undefined) throw new LineError(404, 'no default richmenu', []);
    return ok({ richMenuId: bot.defaultRichMenuId });
  }),
  channelRoute('DELETE /v2/bot/user/all/richmenu', (_sim, { bot }) => {
    bot.defaultRichMenuId = undefined;
    return ok();
  }),
  channelRoute('POST /v2/bot/user/{userId}/richmenu/{richMenuId}', (sim, { bot, params }) => {
    const userId = readUserId(params);
    link(sim, bot, [userId], getUsableMenu(bot, params['richMenuId'] ?? ''));
    return ok();
  }),
  channelRoute('GET /v2/bot/user/{userId}/richmenu', (_sim, { bot, params }) => {
    const richMenuId = bot.relations.get(readUserId(params))?.richMenuId;
    if (richMenuId === undefined) throw new LineError(404, 'the user has no richmenu', []);
    return ok({ richMenuId });
  }),
  channelRoute('DELETE /v2/bot/user/{userId}/richmenu', (sim, { bot, params }) => {
    link(sim, bot, [readUserId(params)], undefined);
    return ok();
  }),
  channelRoute('POST /v2/bot/richmenu/bulk/link', bulkLink),
  channelRoute('POST /v2/bot/richmenu/bulk/unlink', (sim, call) => {
    const userIds = readUserIds(isObject(call.body) ? call.body['userIds'] : undefined);
    sim.clock.after(sim.settings.bulkLinkDelayMs, () => link(sim, call.bot, userIds, undefined));
    return accepted();
  }),
];

function bulkLink(sim: Simulator, { bot, body }: ChannelCall): Answer {
  const { richMenuId, userIds } = isObject(body) ? body : {};
  if (typeof richMenuId !== 'string' || !RICH_MENU_ID.test(richMenuId)) {
    throw new LineError(400, 'invalid richMenuId', []);
  }
  const people = readUserIds(userIds);
  if (!bot.richMenus.has(richMenuId)) throw new LineError(404, 'richmenu not found', []);
  getUsableMenu(bot, richMenuId);
  sim.clock.after(sim.settings.bulkLinkDelayMs, () => link(sim, bot, people, richMenuId));
  return accepted();
}

/** Links a menu to people, or takes it away; who is no friend now keeps what they have. */
export function link(sim: Simulator, bot: Bot, userIds: string[], richMenuId: string | undefined): void {
  for (const userId of userIds) {
    const relation = bot.relations.get(userId);
    if (!relation || !isFriendReached(relation)) continue;
    relation.richMenuId = richMenuId;
    const text = richMenuId === undefined ? 'own rich menu taken away' : `rich menu ${nameOf(bot, richMenuId)}`;
    sim.tell?.({ kind: 'menu', channelId: bot.channelId, userId, text });
  }
  sim.touch();
}

/** A menu that exists and has an image. */
export function getUsableMenu(bot: Bot, richMenuId: string): string {
  const menu = bot.richMenus.get(richMenuId);
  if (!menu) throw notFound();
  if (!menu.image) throw new LineError(400, 'must upload richmenu image before applying it to user', []);
  return richMenuId;
}

function readUserIds(userIds: unknown): string[] {
  if (!Array.isArray(userIds)) throw invalidProperty('userIds');
  if (userIds.length < 1 || userIds.length > BULK_LINK_USERS_MAX) {
    throw fieldErrors([{ message: `Size must be between 1 and ${BULK_LINK_USERS_MAX}`, property: 'userIds' }]);
  }
  return userIds.map((userId: unknown, index) => {
    if (typeof userId !== 'string' || !USER_ID.test(userId)) throw invalidProperty(`userIds[${index}]`);
    return userId;
  });
}

const nameOf = (bot: Bot, richMenuId: string) =>
  JSON.stringify(bot.richMenus.get(richMenuId)?.object['name'] ?? richMenuId);
