import { LineError } from '../http/line-error.js';
import { type Route, channelRoute } from '../http/route.js';

const refuse = (): never => {
  throw new LineError(403, 'Access to this API is not available for your account');
};

/**
 * Endpoints that need a contract with LINE (notification messages, mission stickers, module channels). They exist
 * for everybody and answer 403 to accounts without the contract, which is every account here.
 */
export const contractOnlyRoutes: Route[] = [
  channelRoute('POST /bot/pnp/push', refuse),
  channelRoute('GET /v2/bot/message/delivery/pnp', refuse),
  channelRoute('POST /v2/bot/message/pnp/templated/push', refuse),
  channelRoute('GET /v2/bot/message/delivery/pnp/templated', refuse),
  channelRoute('POST /v2/bot/message/markAsRead', refuse),
  channelRoute('POST /shop/v3/mission', refuse),
  channelRoute('POST /v2/bot/channel/detach', refuse),
  channelRoute('POST /v2/bot/chat/{chatId}/control/acquire', refuse),
  channelRoute('POST /v2/bot/chat/{chatId}/control/release', refuse),
  channelRoute('GET /v2/bot/list', refuse),
  channelRoute('GET /v2/bot/audienceGroup/shared/list', refuse),
  channelRoute('GET /v2/bot/audienceGroup/shared/{audienceGroupId}', refuse),
];
