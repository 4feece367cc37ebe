import { type JsonObject, asText, isObject } from '../json.js';
import type { Simulator } from '../simulator.js';
import type { LoggedCall } from './call-log.js';

/** The latest calls of an account that were about one person, newest first: those that name them, and sends that they saw. */
export function callsFor(sim: Simulator, channelId: string, userId: string, max: number): LoggedCall[] {
  const found: LoggedCall[] = [];
  for (const call of sim.callLog.newestFirst()) {
    if (found.length === max) break;
    if (call.channelId === channelId && isAbout(sim, call, userId)) found.push(call);
  }
  return found;
}

function isAbout(sim: Simulator, { requestId, endpoint, body }: LoggedCall, userId: string): boolean {
  if (endpoint.split('/').includes(userId)) return true;
  if (isObject(body) && (names(body, userId) || isAnswerTo(sim, body, userId))) return true;
  const row = sim.ledger.find(requestId);
  return row !== undefined && (row.reachedIds.includes(userId) || row.recipients.includes(userId));
}

const names = ({ to, userIds, chatId }: JsonObject, userId: string): boolean =>
  [to, userIds, chatId].some((named) => named === userId || (Array.isArray(named) && named.includes(userId)));

const isAnswerTo = (sim: Simulator, { replyToken }: JsonObject, userId: string): boolean =>
  sim.world.replyTokens.get(asText(replyToken) ?? '')?.chatId === userId;
