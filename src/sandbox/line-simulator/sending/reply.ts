import { LineError, fieldErrors, invalidProperty } from '../http/line-error.js';
import { type Answer, type ChannelCall, ok } from '../http/route.js';
import { USER_ID } from '../ids.js';
import { REPLY_TOKEN_LAST_MS, REPLY_TOKEN_WINDOW_MS } from '../limits.js';
import type { Simulator } from '../simulator.js';
import type { ReplyToken } from '../world/world.js';
import { deliver, sentMessages } from './deliver.js';
import { type Target, targetGroup } from './push.js';
import { openRequest, readSend } from './send-request.js';

/** POST /v2/bot/message/reply: free of charge, once per token. */
export function reply(sim: Simulator, call: ChannelCall): Answer {
  const { bot } = call;
  const { body } = openRequest(sim, call);
  const { replyToken } = body;
  if (replyToken === undefined || replyToken === '') {
    throw fieldErrors([{ message: 'May not be empty', property: 'replyToken' }]);
  }
  if (typeof replyToken !== 'string') throw invalidProperty('replyToken');
  const token = sim.world.replyTokens.get(replyToken);
  const isUser = !token || USER_ID.test(token.chatId);
  const request = readSend(sim, call, body, isUser ? { chat: 'user' } : { chat: 'group', groupId: token.chatId });
  if (!token || !isUsable(token, bot.channelId, sim.clock.now())) throw new LineError(400, 'Invalid reply token');
  token.usedAt = sim.clock.now();
  const target = isUser ? targetChat(sim, bot.channelId, token.chatId) : targetGroup(sim, bot, token.chatId);
  const delivery = deliver(sim, call, {
    ...request,
    ...target,
    method: 'reply',
    path: '/v2/bot/message/reply',
    recipients: [token.chatId],
    billed: 0,
  });
  return ok({ sentMessages: sentMessages(delivery, bot.channelId, token.chatId) });
}

function isUsable(token: ReplyToken, channelId: string, now: number): boolean {
  if (token.channelId !== channelId || token.usedAt !== undefined) return false;
  return now - token.deliveredAt <= REPLY_TOKEN_WINDOW_MS && now - token.eventAt <= REPLY_TOKEN_LAST_MS;
}

function targetChat(sim: Simulator, channelId: string, userId: string): Target {
  const relation = sim.world.bots.get(channelId)?.relations.get(userId);
  if (!relation || relation.isBlocked || relation.person.isDeleted) return { chats: [], reachedIds: [] };
  return { chats: [relation.entries], reachedIds: [userId] };
}
