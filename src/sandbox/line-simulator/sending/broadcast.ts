import { type Answer, type ChannelCall, ok } from '../http/route.js';
import type { Simulator } from '../simulator.js';
import { isFriendReached } from '../world/relation.js';
import { deliver } from './deliver.js';
import { checkQuota } from './quota.js';
import { keepRetryKey, openRequest, readSend } from './send-request.js';

/** POST /v2/bot/message/broadcast */
export function broadcast(sim: Simulator, call: ChannelCall): Answer {
  const { body, retryKey } = openRequest(sim, call);
  const request = readSend(sim, call, body, { chat: 'many' });
  const friends = [...call.bot.relations.values()].filter(isFriendReached);
  checkQuota(call.bot, friends.length, sim.clock.now());
  const reachedIds = friends.map((relation) => relation.userId);
  deliver(sim, call, {
    ...request,
    method: 'broadcast',
    path: '/v2/bot/message/broadcast',
    recipients: reachedIds,
    reachedIds,
    chats: friends.map((relation) => relation.entries),
    billed: reachedIds.length,
  });
  keepRetryKey(sim, call, retryKey);
  return ok({});
}
