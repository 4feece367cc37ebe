import type { insight, LineBotClient } from '@line/bot-sdk';
import type { LineGateway, LineInsight } from './gateway.js';
import type { Call } from './messaging-api.js';

type Insight = Pick<LineGateway, 'getUnitInsight' | 'getRequestInsight' | 'countAggregationUnits' | 'countBroadcastOn'>;

/** The part of the gateway that reads LINE's own figures. */
export const insightOver = (client: LineBotClient, call: Call): Insight => ({
  getUnitInsight: (unit, { from, to }) =>
    call(async () => readInsight(await client.getStatisticsPerUnit(unit, dateOf(from), dateOf(to)))),
  getRequestInsight: (requestId) => call(async () => readInsight(await client.getMessageEvent(requestId))),
  countAggregationUnits: () =>
    call(async () => (await client.getAggregationUnitUsage()).numOfCustomAggregationUnits ?? 0),
  countBroadcastOn: (day) =>
    call(async () => {
      const { status, success } = await client.getNumberOfSentBroadcastMessages(dateOf(day));
      return status === 'ready' ? (success ?? 0) : null;
    }),
});

/** LINE writes days as `YYYYMMDD`. */
const dateOf = (day: string) => day.replaceAll('-', '');

function readInsight(given: insight.GetStatisticsPerUnitResponse | insight.GetMessageEventResponse): LineInsight {
  const overview: insight.GetMessageEventResponseOverview = given.overview ?? {};
  const { delivered = null, uniqueImpression = null, uniqueClick = null, uniqueMediaPlayed = null } = overview;
  return {
    delivered,
    uniqueImpression,
    uniqueClick,
    uniqueMediaPlayed,
    bubbles: (given.messages ?? []).map(({ seq = 0, impression = null }) => ({ seq, impression })),
    clicks: (given.clicks ?? []).map(({ seq = 0, url = '', click = null, uniqueClick = null }) => ({
      seq,
      url,
      click,
      uniqueClick,
    })),
  };
}
