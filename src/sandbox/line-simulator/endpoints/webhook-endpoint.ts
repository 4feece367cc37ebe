import { LineError } from '../http/line-error.js';
import { type Answer, type ChannelCall, type Route, channelRoute, ok, perHour, perMinute } from '../http/route.js';
import { isObject } from '../json.js';
import { WEBHOOK_URL_MAX } from '../limits.js';
import type { Simulator } from '../simulator.js';

const ENDPOINT = '/v2/bot/channel/webhook/endpoint';

/** Where events are posted to, and whether somebody answers there. */
export const webhookEndpointRoutes: Route[] = [
  channelRoute(
    `PUT ${ENDPOINT}`,
    (_sim, { bot, body }) => {
      bot.webhookUrl = readEndpoint(isObject(body) ? body['endpoint'] : undefined);
      return ok();
    },
    { rate: perMinute(1_000) },
  ),
  channelRoute(
    `GET ${ENDPOINT}`,
    (_sim, { bot }) => {
      if (bot.webhookUrl === undefined) throw new LineError(404, 'Webhook endpoint not found');
      return ok({ endpoint: bot.webhookUrl, active: bot.isWebhookActive });
    },
    { rate: perMinute(1_000) },
  ),
  channelRoute('POST /v2/bot/channel/webhook/test', test, { rate: perHour(60) }),
];

async function test(sim: Simulator, { bot, body }: ChannelCall): Promise<Answer> {
  const given = isObject(body) ? body['endpoint'] : undefined;
  const url = given === undefined ? bot.webhookUrl : readEndpoint(given);
  if (url === undefined) throw new LineError(404, 'Webhook endpoint not found');
  const { status, reason, detail } = await sim.webhooks.test(bot, url);
  return ok({
    success: reason === undefined,
    timestamp: new Date(sim.clock.now()).toISOString(),
    statusCode: status,
    reason: reason === undefined ? 'OK' : reason.toUpperCase(),
    detail,
  });
}

/** LINE takes https only; a bot server on this very machine may do without. */
function readEndpoint(endpoint: unknown): string {
  const isShort = typeof endpoint === 'string' && endpoint.length <= WEBHOOK_URL_MAX;
  if (!isShort || !URL.canParse(endpoint)) throw new LineError(400, 'Invalid webhook endpoint URL');
  const { protocol, hostname } = new URL(endpoint);
  const isLocal = protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
  if (protocol !== 'https:' && !isLocal) throw new LineError(400, 'Invalid webhook endpoint URL');
  return endpoint;
}
