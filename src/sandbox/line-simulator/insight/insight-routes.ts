import { LineError, invalidParameter, notFound } from '../http/line-error.js';
import { type Answer, type ChannelCall, type Route, channelRoute, ok, perHour } from '../http/route.js';
import { DAY_MS, STATISTICS_KEPT_MS, STATISTICS_SHOWN_MIN } from '../limits.js';
import type { Simulator } from '../simulator.js';
import { isOver, startOfDay } from '../sending/calendar.js';
import { isFriendReached } from '../world/relation.js';
import { demographicsOf } from './demographics.js';
import { menuDays, menuSummary } from './menu-statistics.js';
import { statisticsOf } from './statistics.js';

const rate = perHour(60);
const PATH = '/v2/bot/insight';
const UNIT_RANGE_DAYS_MAX = 30;

/** Figures about sends, friends and menus. */
export const insightRoutes: Route[] = [
  channelRoute(`GET ${PATH}/message/delivery`, deliveries, { rate }),
  channelRoute(`GET ${PATH}/followers`, followers, { rate }),
  channelRoute(
    `GET ${PATH}/demographic`,
    (sim, { bot }) => {
      const friends = [...bot.relations.values()].filter(isFriendReached);
      return ok(
        friends.length < STATISTICS_SHOWN_MIN ? { available: false } : demographicsOf(friends, sim.clock.now()),
      );
    },
    { rate },
  ),
  channelRoute(`GET ${PATH}/message/event`, requestStatistics, { rate }),
  channelRoute(`GET ${PATH}/message/event/aggregation`, unitStatistics, { rate }),
  channelRoute(`GET ${PATH}/richmenu/{richMenuId}/summary`, menuSummary, { rate }),
  channelRoute(`GET ${PATH}/richmenu/{richMenuId}/daily`, menuDays, { rate }),
];

function deliveries(sim: Simulator, { bot, query }: ChannelCall): Answer {
  const date = query.get('date') ?? '';
  if (startOfDay(date) === undefined) throw invalidParameter('date');
  if (!isOver(date, sim.clock.now())) return ok({ status: 'unready' });
  const { broadcast = 0, push = 0, multicast = 0, narrowcast = 0, reply = 0 } = bot.reached.get(date) ?? {};
  return ok({
    status: 'ready',
    apiBroadcast: broadcast,
    apiPush: push,
    apiMulticast: multicast,
    apiNarrowcast: narrowcast,
    apiReply: reply,
  });
}

/** `followers` counts everybody who ever added the account and never falls. */
function followers(sim: Simulator, { bot, query }: ChannelCall): Answer {
  const date = query.get('date');
  if (date === null) throw new LineError(400, 'date is required');
  const start = startOfDay(date);
  if (start === undefined) throw new LineError(400, 'Bad Request');
  if (!isOver(date, sim.clock.now())) return ok({ status: 'unready' });
  const end = start + DAY_MS;
  const added = [...bot.relations.values()].filter(({ addedAt }) => addedAt !== undefined && addedAt < end);
  const blocks = added.filter(({ blockedAt }) => blockedAt !== undefined && blockedAt < end).length;
  return ok({ status: 'ready', followers: added.length, targetedReaches: added.length - blocks, blocks });
}

/** Broadcasts and narrowcasts, by request ID only. */
function requestStatistics(sim: Simulator, { bot, query }: ChannelCall): Answer {
  const requestId = query.get('requestId');
  if (requestId === null) throw invalidParameter('requestId');
  const sent = sim.world.deliveries.get(requestId);
  const isByRequest = sent?.method === 'broadcast' || sent?.method === 'narrowcast';
  if (sent?.channelId !== bot.channelId || !isByRequest) throw notFound();
  if (sim.clock.now() - sent.at > STATISTICS_KEPT_MS) throw notFound();
  const { messages, clicks, uniqueClick, uniqueImpression } = statisticsOf([sent]);
  const overview = {
    requestId,
    timestamp: Math.floor(sent.at / 1_000),
    delivered: sent.reachedIds.length,
    uniqueImpression,
    uniqueClick,
    uniqueMediaPlayed: null,
    uniqueMediaPlayed100Percent: null,
  };
  return ok({ overview, messages, clicks });
}

/** Pushes and multicasts, by aggregation unit only; an unknown unit has figures of nothing. */
function unitStatistics(sim: Simulator, { bot, query }: ChannelCall): Answer {
  const unit = query.get('customAggregationUnit');
  const from = startOfDay(query.get('from') ?? '');
  const to = startOfDay(query.get('to') ?? '');
  if (unit === null || from === undefined || to === undefined) {
    const error = new LineError(400, 'missing parameter');
    Object.assign(error.body, { message: null, key: null, stacktrace: null, code: null });
    throw error;
  }
  if (to < from || to > from + UNIT_RANGE_DAYS_MAX * DAY_MS) throw invalidParameter('to');
  const sends = [...sim.world.deliveries.values()].filter(
    (sent) => sent.channelId === bot.channelId && sent.unit === unit && sent.at >= from && sent.at < to + DAY_MS,
  );
  const { messages, clicks, uniqueClick, uniqueImpression } = statisticsOf(sends);
  const overview = { uniqueImpression, uniqueClick, uniqueMediaPlayed: null, uniqueMediaPlayed100Percent: null };
  return ok({ overview, messages, clicks });
}
