import { LineError, notFound } from '../http/line-error.js';
import { type Answer, type ChannelCall, accepted, ok } from '../http/route.js';
import { UUID } from '../ids.js';
import { NARROWCAST_PROGRESS_KEPT_MS } from '../limits.js';
import type { Simulator } from '../simulator.js';
import type { Narrowcast } from '../world/audience.js';
import type { Bot } from '../world/bot.js';
import { isFriendReached } from '../world/relation.js';
import { deliver } from './deliver.js';
import { type NarrowcastRequest, readNarrowcast } from './narrowcast-request.js';
import { checkQuota, remainingQuota } from './quota.js';
import { type SendRequest, keepRetryKey, openRequest, readSend } from './send-request.js';

/** Why a narrowcast failed, in LINE's numbers. */
const NOT_ENOUGH_RECIPIENTS = 2;
const AUDIENCE_TOO_SMALL = 4;
const CANCELLED_PARTIAL = 5;

/** POST /v2/bot/message/narrowcast: accepted now, sent later. */
export function narrowcast(sim: Simulator, call: ChannelCall): Answer {
  const { bot } = call;
  const { body, retryKey } = openRequest(sim, call);
  const request = readSend(sim, call, body, { chat: 'many' });
  const wanted = readNarrowcast(sim, bot, body);
  const now = sim.clock.now();
  const friends = [...bot.relations.values()].filter(isFriendReached);
  if (wanted.hasFilter && friends.length < sim.settings.narrowcastReachMin) {
    throw new LineError(403, 'Your account does not have enough friends');
  }
  const reserved = reserve(bot, wanted, friends.length, now);
  const record: Narrowcast = {
    requestId: call.requestId,
    phase: 'waiting',
    acceptedAt: now,
    targetCount: 0,
    successCount: 0,
    failureCount: 0,
    userIds: [],
    reserved,
  };
  bot.narrowcasts.set(call.requestId, record);
  keepRetryKey(sim, call, retryKey);
  sim.clock.after(sim.settings.narrowcastWaitingMs, () => start(sim, call, record, wanted, request));
  return accepted();
}

/** GET /v2/bot/message/progress/narrowcast */
export function narrowcastProgress(sim: Simulator, { bot, query }: ChannelCall): Answer {
  const requestId = query.get('requestId') ?? '';
  if (!UUID.test(requestId)) throw new LineError(400, "The value for the 'requestId' parameter is invalid");
  const found = bot.narrowcasts.get(requestId);
  if (!found || sim.clock.now() - found.acceptedAt > NARROWCAST_PROGRESS_KEPT_MS) throw notFound();
  const { phase, targetCount, successCount, failureCount, failedDescription, errorCode } = found;
  const counts = phase === 'waiting' ? {} : { successCount, failureCount, targetCount };
  return ok({
    phase,
    ...counts,
    acceptedTime: new Date(found.acceptedAt).toISOString(),
    ...(found.completedAt !== undefined && { completedTime: new Date(found.completedAt).toISOString() }),
    ...(phase === 'failed' && { failedDescription, errorCode }),
  });
}

/** Sets the whole target reach aside until the narrowcast is settled, cut by `limit`. */
function reserve(bot: Bot, { limit }: NarrowcastRequest, reach: number, now: number): number {
  const wanted = Math.min(reach, limit.max ?? Infinity);
  if (limit.upToRemainingQuota) return Math.min(wanted, Math.max(0, remainingQuota(bot, now)));
  checkQuota(bot, wanted, now);
  return wanted;
}

function start(
  sim: Simulator,
  call: ChannelCall,
  record: Narrowcast,
  wanted: NarrowcastRequest,
  request: SendRequest,
): void {
  const { bot } = call;
  const all = wanted.resolve();
  record.targetCount = all.length;
  if (wanted.hasSmallAudience) return fail(sim, record, AUDIENCE_TOO_SMALL, 'One of the audiences is too small.');
  if (!wanted.isOwnUploadOnly && all.length < sim.settings.narrowcastRecipientsMin) {
    return fail(sim, record, NOT_ENOUGH_RECIPIENTS, 'Failed because there were not enough recipients.');
  }
  const affordable = wanted.limit.upToRemainingQuota ? record.reserved : Infinity;
  const most = Math.min(wanted.limit.max ?? Infinity, affordable);
  if (wanted.limit.forbidPartialDelivery && affordable < Math.min(all.length, wanted.limit.max ?? Infinity)) {
    return fail(sim, record, CANCELLED_PARTIAL, 'Canceled because it could not be delivered to everybody.');
  }
  record.phase = 'sending';
  const chosen = all.slice(0, most);
  record.targetCount = chosen.length;
  sim.clock.after(sim.settings.narrowcastSendingMs, () => finish(sim, call, record, chosen, request));
  sim.touch();
  bot.narrowcasts.set(record.requestId, record);
}

/** Whoever blocked the account in the meantime counts as a failure. */
function finish(sim: Simulator, call: ChannelCall, record: Narrowcast, userIds: string[], request: SendRequest): void {
  const reached = userIds.flatMap((userId) => {
    const relation = call.bot.relations.get(userId);
    return relation && isFriendReached(relation) ? [relation] : [];
  });
  const reachedIds = reached.map((relation) => relation.userId);
  record.reserved = 0;
  deliver(sim, call, {
    ...request,
    method: 'narrowcast',
    path: '/v2/bot/message/narrowcast',
    recipients: userIds,
    reachedIds,
    chats: reached.map((relation) => relation.entries),
    billed: reachedIds.length,
  });
  record.phase = 'succeeded';
  record.successCount = reached.length;
  record.failureCount = userIds.length - reached.length;
  record.userIds = userIds;
  record.completedAt = sim.clock.now();
  sim.touch();
}

function fail(sim: Simulator, record: Narrowcast, errorCode: number, failedDescription: string): void {
  Object.assign(record, { phase: 'failed', errorCode, failedDescription, reserved: 0, completedAt: sim.clock.now() });
  sim.touch();
}
