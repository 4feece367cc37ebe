import { type Route, channelRoute, ok, perHour, perSecond } from '../http/route.js';
import { isObject } from '../json.js';
import { broadcast } from '../sending/broadcast.js';
import { multicast } from '../sending/multicast.js';
import { narrowcast, narrowcastProgress } from '../sending/narrowcast.js';
import { push } from '../sending/push.js';
import { reply } from '../sending/reply.js';
import { type Where, validateMessages } from '../validation/messages.js';

/** Sending, and checking messages without sending them. */
export const messageRoutes: Route[] = [
  channelRoute('POST /v2/bot/message/reply', reply),
  channelRoute('POST /v2/bot/message/push', push, { takesRetryKey: true }),
  channelRoute('POST /v2/bot/message/multicast', multicast, { takesRetryKey: true, rate: perSecond(200) }),
  channelRoute('POST /v2/bot/message/narrowcast', narrowcast, { takesRetryKey: true, rate: perHour(60) }),
  channelRoute('POST /v2/bot/message/broadcast', broadcast, { takesRetryKey: true, rate: perHour(60) }),
  channelRoute('GET /v2/bot/message/progress/narrowcast', narrowcastProgress),
  validateRoute('reply', { chat: 'user' }),
  validateRoute('push', { chat: 'user' }),
  validateRoute('multicast', { chat: 'many' }),
  validateRoute('narrowcast', { chat: 'many' }),
  validateRoute('broadcast', { chat: 'many' }),
];

function validateRoute(method: string, where: Where): Route {
  return channelRoute(`POST /v2/bot/message/validate/${method}`, (sim, { bot, body }) => {
    validateMessages(isObject(body) ? body['messages'] : undefined, { where, sim, bot });
    return ok();
  });
}
