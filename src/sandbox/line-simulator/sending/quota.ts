import { LineError, QUOTA_REACHED } from '../http/line-error.js';
import type { Bot, Counts } from '../world/bot.js';
import type { SendMethod } from '../world/chat.js';
import { dayOf, monthOf } from './calendar.js';

/** Messages billed this month. */
export function consumption(bot: Bot, now: number): number {
  return Object.values(bot.billed.get(monthOf(now)) ?? {}).reduce((sum, count) => sum + count, 0);
}

/** Messages that may still be sent this month; infinite without a limit. Running narrowcasts have theirs set aside. */
export function remainingQuota(bot: Bot, now: number): number {
  if (bot.quota.type === 'none') return Infinity;
  let reserved = 0;
  for (const narrowcast of bot.narrowcasts.values()) reserved += narrowcast.reserved;
  return bot.quota.value - consumption(bot, now) - reserved;
}

/** Refuses a send that would go over the limit as a whole. */
export function checkQuota(bot: Bot, wanted: number, now: number): void {
  // Nobody reached, nothing billed: LINE has no reason to refuse, and says of none.
  if (wanted > 0 && wanted > remainingQuota(bot, now)) throw new LineError(429, QUOTA_REACHED);
}

/** Books what a send cost and how many it reached. */
export function book(bot: Bot, method: SendMethod, reached: number, billed: number, now: number): void {
  add(bot.reached, dayOf(now), method, reached);
  if (billed > 0) add(bot.billed, monthOf(now), method, billed);
}

function add(books: Map<string, Counts>, period: string, method: SendMethod, count: number): void {
  const counts = books.get(period) ?? {};
  counts[method] = (counts[method] ?? 0) + count;
  books.set(period, counts);
}
