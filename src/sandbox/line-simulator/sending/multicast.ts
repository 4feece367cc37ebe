import { LineError, fieldErrors, invalidProperty } from '../http/line-error.js';
import { type Answer, type ChannelCall, ok } from '../http/route.js';
import { USER_ID } from '../ids.js';
import { MULTICAST_RECIPIENTS_MAX } from '../limits.js';
import type { Simulator } from '../simulator.js';
import type { Entry } from '../world/chat.js';
import { isFriendReached } from '../world/relation.js';
import { deliver } from './deliver.js';
import { checkQuota } from './quota.js';
import { keepRetryKey, openRequest, readSend, readUnit, useUnit } from './send-request.js';

/**
 * POST /v2/bot/message/multicast. Whole or not at all.
 * The reference says both that unknown user IDs are dropped and that they are refused; here they are dropped, as its
 * "conditions" say. Repeated IDs are not documented: the person sees the message once and is billed once, and the
 * ledger names the repetition.
 */
export function multicast(sim: Simulator, call: ChannelCall): Answer {
  const { bot } = call;
  const { body, retryKey } = openRequest(sim, call);
  const to = readRecipients(body['to']);
  const request = readSend(sim, call, body, { chat: 'many' });
  const now = sim.clock.now();
  const unit = readUnit(bot, body, now);
  const reached = new Set<string>();
  const chats: Entry[][] = [];
  // IDs already known are kept as the relation's own text: a campaign's ledger would else hold every copy.
  const recipients = to.map((userId) => {
    const relation = bot.relations.get(userId);
    if (!relation) return userId;
    if (isFriendReached(relation) && !reached.has(relation.userId)) {
      reached.add(relation.userId);
      chats.push(relation.entries);
    }
    return relation.userId;
  });
  checkQuota(bot, reached.size, now);
  useUnit(bot, unit, now);
  const reachedIds = reached.size === recipients.length ? recipients : [...reached];
  deliver(sim, call, {
    ...request,
    method: 'multicast',
    path: '/v2/bot/message/multicast',
    unit,
    recipients,
    reachedIds,
    chats,
    billed: reachedIds.length,
  });
  keepRetryKey(sim, call, retryKey);
  return ok({});
}

function readRecipients(to: unknown): string[] {
  if (!Array.isArray(to)) throw invalidProperty('to');
  if (to.length < 1 || to.length > MULTICAST_RECIPIENTS_MAX) {
    throw fieldErrors([{ message: `Size must be between 1 and ${MULTICAST_RECIPIENTS_MAX}`, property: 'to' }]);
  }
  return to.map((userId: unknown, index) => {
    if (typeof userId === 'string' && USER_ID.test(userId)) return userId;
    // The reference prints this one property without quotes, unlike every other.
    throw new LineError(400, `The property, to[${index}], in the request body is invalid (line: -, column: -)`);
  });
}
