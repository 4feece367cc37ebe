import { LineError, invalidProperty } from '../http/line-error.js';
import type { ChannelCall } from '../http/route.js';
import { type JsonObject, isObject } from '../json.js';
import { AGGREGATION_UNITS_PER_MONTH_MAX, AGGREGATION_UNIT_NAME_MAX } from '../limits.js';
import type { Simulator } from '../simulator.js';
import { type Where, validateMessages } from '../validation/messages.js';
import type { Bot } from '../world/bot.js';
import { monthOf } from './calendar.js';

/** The part that all five ways of sending share. */
export interface SendRequest {
  body: JsonObject;
  messages: JsonObject[];
  notificationDisabled: boolean;
  retryKey: string | undefined;
}

/** The request's body, before its messages are looked at; an accepted retry key ends it here with 409. */
export function openRequest(sim: Simulator, call: ChannelCall): { body: JsonObject; retryKey: string | undefined } {
  const header = call.headers['x-line-retry-key'];
  const retryKey = typeof header === 'string' ? header : undefined;
  const known = retryKey === undefined ? undefined : sim.retryKeys.find(call.bot.channelId, retryKey, sim.clock.now());
  if (known) {
    sim.ledger.find(known.requestId)?.retriedBy.push(call.requestId);
    const headers = { 'x-line-accepted-request-id': known.requestId };
    const error = new LineError(409, 'The retry key is already accepted', undefined, headers);
    if (known.sentMessages) error.body['sentMessages'] = known.sentMessages;
    throw error;
  }
  if (!isObject(call.body))
    throw new LineError(400, 'The request body could not be parsed as JSON (line: 1, column: 1)');
  return { body: call.body, retryKey };
}

/** Checks the messages and options of a send. */
export function readSend(sim: Simulator, call: ChannelCall, body: JsonObject, where: Where): SendRequest {
  const messages = validateMessages(body['messages'], { where, sim, bot: call.bot });
  const silent = body['notificationDisabled'] ?? false;
  if (typeof silent !== 'boolean') throw invalidProperty('notificationDisabled');
  const header = call.headers['x-line-retry-key'];
  return { body, messages, notificationDisabled: silent, retryKey: typeof header === 'string' ? header : undefined };
}

/** The aggregation unit of a push or multicast; the name over the month's limit is silently not assigned. */
export function readUnit(bot: Bot, body: JsonObject, now: number): string | undefined {
  const units = body['customAggregationUnits'];
  if (units === undefined || units === null) return undefined;
  if (!Array.isArray(units)) throw invalidProperty('customAggregationUnits');
  if (units.length === 0) return undefined;
  const [name] = units as unknown[];
  const isName = typeof name === 'string' && /^\w+$/.test(name) && name.length <= AGGREGATION_UNIT_NAME_MAX;
  if (units.length > 1 || !isName) throw invalidProperty('customAggregationUnits');
  const names = bot.units.get(monthOf(now)) ?? new Set<string>();
  if (!names.has(name) && names.size >= AGGREGATION_UNITS_PER_MONTH_MAX) return undefined;
  return name;
}

/** Counts the unit's name as used this month. */
export function useUnit(bot: Bot, unit: string | undefined, now: number): void {
  if (unit === undefined) return;
  const month = monthOf(now);
  const names = bot.units.get(month) ?? new Set<string>();
  names.add(unit);
  bot.units.set(month, names);
}

/** Keeps an accepted retry key for its 24 hours. */
export function keepRetryKey(
  sim: Simulator,
  call: ChannelCall,
  retryKey: string | undefined,
  sentMessages?: JsonObject[],
): void {
  if (retryKey === undefined) return;
  sim.retryKeys.accept(call.bot.channelId, retryKey, {
    requestId: call.requestId,
    firstAt: sim.clock.now(),
    sentMessages,
  });
}
