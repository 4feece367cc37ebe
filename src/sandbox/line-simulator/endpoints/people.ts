import { LineError, invalidParameter, notFound } from '../http/line-error.js';
import { type Route, channelRoute, ok } from '../http/route.js';
import { USER_ID } from '../ids.js';
import { FOLLOWERS_PAGE_DEFAULT, FOLLOWERS_PAGE_MAX } from '../limits.js';
import { isFriendReached, isProfileReadable } from '../world/relation.js';
import { findPersonOf } from '../world/world.js';
import { pageOf, readLimit } from './paging.js';

/** Profiles, follower IDs, the account itself and link tokens. */
export const peopleRoutes: Route[] = [
  channelRoute('GET /v2/bot/info', (_sim, { bot }) => {
    const { botUserId: userId, basicId, displayName, chatMode, markAsReadMode } = bot;
    return ok({ userId, basicId, displayName, chatMode, markAsReadMode });
  }),
  channelRoute('GET /v2/bot/profile/{userId}', (_sim, { bot, params }) => {
    const userId = readUserId(params);
    const relation = bot.relations.get(userId);
    if (!relation || !isProfileReadable(relation)) throw notFound();
    const { displayName, language, pictureUrl, statusMessage } = relation.person;
    return ok({ displayName, userId, language, pictureUrl, statusMessage });
  }),
  channelRoute('GET /v2/bot/followers/ids', (sim, { bot, query }) => {
    // Verified and premium accounts only; what a 403 says is not published for this endpoint.
    if (!bot.isVerified) throw new LineError(403, 'Access to this API is not available for your account');
    const limit = readLimit(query, FOLLOWERS_PAGE_DEFAULT, FOLLOWERS_PAGE_MAX);
    const followers = [...bot.relations.values()].filter(isFriendReached).map(({ userId }) => userId);
    const { items, next } = pageOf(followers, limit, query.get('start'), sim.clock.now());
    return ok({ userIds: items, next });
  }),
  channelRoute('POST /v2/bot/user/{userId}/linkToken', (sim, { bot, params }) => {
    const userId = readUserId(params);
    if (!findPersonOf(sim.world, bot, userId)) throw notFound();
    const linkToken = sim.ids.token().slice(0, 32);
    sim.linkTokens.set(linkToken, { channelId: bot.channelId, userId, issuedAt: sim.clock.now(), isUsed: false });
    return ok({ linkToken });
  }),
];

/** The user ID of a path, shaped like one. */
export function readUserId(params: Record<string, string>): string {
  const userId = params['userId'] ?? '';
  if (!USER_ID.test(userId)) throw invalidParameter('userId');
  return userId;
}
