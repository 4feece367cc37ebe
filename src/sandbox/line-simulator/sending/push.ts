import { LineError, invalidProperty } from '../http/line-error.js';
import { type Answer, type ChannelCall, ok } from '../http/route.js';
import { GROUP_ID, ROOM_ID, USER_ID } from '../ids.js';
import type { Simulator } from '../simulator.js';
import type { Bot } from '../world/bot.js';
import type { Entry } from '../world/chat.js';
import { userIdFor } from '../world/person.js';
import { isPushReached } from '../world/relation.js';
import { findPersonOf } from '../world/world.js';
import { deliver, sentMessages } from './deliver.js';
import { checkQuota } from './quota.js';
import { keepRetryKey, openRequest, readSend, readUnit, useUnit } from './send-request.js';

export interface Target {
  chats: Entry[][];
  reachedIds: string[];
}

/** POST /v2/bot/message/push */
export function push(sim: Simulator, call: ChannelCall): Answer {
  const { bot } = call;
  const { body, retryKey } = openRequest(sim, call);
  const { to } = body;
  const isUser = typeof to === 'string' && USER_ID.test(to);
  if (typeof to !== 'string' || !(isUser || GROUP_ID.test(to) || ROOM_ID.test(to))) throw invalidProperty('to');
  const request = readSend(sim, call, body, isUser ? { chat: 'user' } : { chat: 'group', groupId: to });
  const now = sim.clock.now();
  const unit = readUnit(bot, body, now);
  const target = isUser ? targetUser(sim, bot, to) : targetGroup(sim, bot, to);
  checkQuota(bot, target.reachedIds.length, now);
  useUnit(bot, unit, now);
  const delivery = deliver(sim, call, {
    ...request,
    ...target,
    method: 'push',
    path: '/v2/bot/message/push',
    unit,
    recipients: [to],
    billed: target.reachedIds.length,
  });
  const sent = sentMessages(delivery, bot.channelId, to);
  keepRetryKey(sim, call, retryKey, sent);
  return ok({ sentMessages: sent });
}

/** A person of this provider; blocked and deleted ones are addressed without being reached. */
function targetUser(sim: Simulator, bot: Bot, userId: string): Target {
  const relation = bot.relations.get(userId);
  if (relation) {
    if (!isPushReached(relation, sim.clock.now())) return { chats: [], reachedIds: [] };
    return { chats: [relation.entries], reachedIds: [relation.userId] };
  }
  if (!findPersonOf(sim.world, bot, userId)) throw new LineError(400, 'Failed to send messages');
  return { chats: [], reachedIds: [] };
}

/** A group or room that the account is in; everybody in it sees the message. */
export function targetGroup(sim: Simulator, bot: Bot, groupId: string): Target {
  const group = sim.world.groups.get(groupId);
  if (!group || group.channelId !== bot.channelId) throw new LineError(400, 'Failed to send messages');
  return {
    chats: [group.entries],
    reachedIds: [...group.members].map((person) => userIdFor(person, bot.providerId)),
  };
}
