import { invalidParameter } from '../http/line-error.js';
import { type Route, channelRoute, ok } from '../http/route.js';
import { isOver, startOfDay } from '../sending/calendar.js';
import { consumption } from '../sending/quota.js';

const METHODS = ['reply', 'push', 'multicast', 'broadcast'] as const;

/** The monthly quota, and how many messages went out on a day. */
export const usageRoutes: Route[] = [
  channelRoute('GET /v2/bot/message/quota', (_sim, { bot }) => ok({ ...bot.quota })),
  channelRoute('GET /v2/bot/message/quota/consumption', (sim, { bot }) =>
    ok({ totalUsage: consumption(bot, sim.clock.now()) }),
  ),
  ...METHODS.map((method) =>
    channelRoute(`GET /v2/bot/message/delivery/${method}`, (sim, { bot, query }) => {
      const date = query.get('date') ?? '';
      if (startOfDay(date) === undefined) throw invalidParameter('date');
      // LINE's figures are usually ready on the next day; here they are ready as soon as the day is over.
      if (!isOver(date, sim.clock.now())) return ok({ status: 'unready' });
      return ok({ status: 'ready', success: bot.reached.get(date)?.[method] ?? 0 });
    }),
  ),
];
