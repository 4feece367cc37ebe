import { type Route, channelRoute, ok } from '../http/route.js';
import { pageOf, readLimit } from '../endpoints/paging.js';
import { monthOf } from '../sending/calendar.js';

const UNITS_PAGE_MAX = 100;

/** Names of aggregation units used this month. */
export const unitRoutes: Route[] = [
  channelRoute('GET /v2/bot/message/aggregation/info', (sim, { bot }) =>
    ok({ numOfCustomAggregationUnits: bot.units.get(monthOf(sim.clock.now()))?.size ?? 0 }),
  ),
  channelRoute('GET /v2/bot/message/aggregation/list', (sim, { bot, query }) => {
    const now = sim.clock.now();
    const names = [...(bot.units.get(monthOf(now)) ?? [])];
    const limit = readLimit(query, UNITS_PAGE_MAX, UNITS_PAGE_MAX);
    const { items, next } = pageOf(names, limit, query.get('start'), now);
    return ok({ customAggregationUnits: items, next });
  }),
];
