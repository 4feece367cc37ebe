import { LineError, notFound } from '../http/line-error.js';
import { type Route, channelRoute, ok, perSecond } from '../http/route.js';
import { FOLLOWERS_PAGE_DEFAULT, FOLLOWERS_PAGE_MAX } from '../limits.js';
import { pageOf, readLimit } from './paging.js';
import { readUserId } from './people.js';

// The section of the user list says 200 a second, the summary table leaves it out; 200 is taken.
const rate = perSecond(200);

/** Membership plans and who subscribed to them. */
export const membershipRoutes: Route[] = [
  channelRoute(
    'GET /v2/bot/membership/list',
    (_sim, { bot }) => {
      if (bot.membershipPlans.length === 0) throw new LineError(404, 'Membership plan not found');
      return ok({ memberships: bot.membershipPlans });
    },
    { rate },
  ),
  channelRoute(
    'GET /v2/bot/membership/subscription/{userId}',
    (_sim, { bot, params }) => {
      const userId = readUserId(params);
      const plans = bot.membershipPlans.filter((plan) => bot.members.get(Number(plan['membershipId']))?.has(userId));
      if (plans.length === 0) throw notFound();
      return ok({ subscriptions: plans.map((membership) => ({ membership, user: { membershipNo: 1 } })) });
    },
    { rate },
  ),
  channelRoute(
    'GET /v2/bot/membership/{membershipId}/users/ids',
    (sim, { bot, params, query }) => {
      const membershipId = Number(params['membershipId']);
      const isPlan = bot.membershipPlans.some((plan) => plan['membershipId'] === membershipId);
      if (!isPlan && !bot.members.has(membershipId)) throw new LineError(404, 'Membership ID is not found');
      const limit = readLimit(query, FOLLOWERS_PAGE_DEFAULT, FOLLOWERS_PAGE_MAX);
      const ids = [...(bot.members.get(membershipId) ?? [])];
      const { items, next } = pageOf(ids, limit, query.get('start'), sim.clock.now());
      return ok({ userIds: items, next });
    },
    { rate },
  ),
];
