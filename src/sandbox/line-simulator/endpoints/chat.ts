import { LineError, fieldErrors } from '../http/line-error.js';
import { type Answer, type ChannelCall, type Route, accepted, channelRoute, ok, perSecond } from '../http/route.js';
import { USER_ID, openToken } from '../ids.js';
import { isObject } from '../json.js';
import { LOADING_SECONDS } from '../limits.js';
import type { Simulator } from '../simulator.js';

const FOREIGN_TOKEN = 'Invalid markAsReadToken. Tokens must be used by the bot that received them via Webhook.';

/** Read marks and the loading animation. */
export const chatRoutes: Route[] = [
  channelRoute('POST /v2/bot/chat/markAsRead', (_sim, { bot, body }) => {
    const token = isObject(body) ? body['markAsReadToken'] : undefined;
    const [channelId, chatId = '', messageId, word] = typeof token === 'string' ? openToken(token) : [];
    if (channelId !== bot.channelId || word !== 'read') throw new LineError(400, FOREIGN_TOKEN);
    const relation = bot.relations.get(chatId);
    if (relation && messageId !== undefined) relation.readMessageId = messageId;
    return ok();
  }),
  channelRoute('POST /v2/bot/chat/loading/start', startLoading, { rate: perSecond(100) }),
];

function startLoading(sim: Simulator, { bot, body }: ChannelCall): Answer {
  const { chatId, loadingSeconds = LOADING_SECONDS.default } = isObject(body) ? body : {};
  if (typeof chatId !== 'string' || !USER_ID.test(chatId)) {
    throw fieldErrors([
      { message: 'Only user id is acceptable, group id and room id are not acceptable', property: 'chatId' },
    ]);
  }
  const { min, max, step } = LOADING_SECONDS;
  if (typeof loadingSeconds !== 'number' || loadingSeconds < min || loadingSeconds > max) {
    throw fieldErrors([{ message: `Must be between ${min} and ${max}`, property: 'loadingSeconds' }]);
  }
  if (loadingSeconds % step !== 0) {
    throw fieldErrors([{ message: 'must be a multiple of five', property: 'loadingSeconds' }]);
  }
  const relation = bot.relations.get(chatId);
  if (relation) relation.loadingUntil = sim.clock.now() + loadingSeconds * 1_000;
  return accepted();
}
