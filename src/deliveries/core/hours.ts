import { addDays, atLocalTime, localDayOf, localTimeOf } from '../../shared/local-day.js';
import type { Hours } from './sending-policy.js';

/** When these hours end, if an instant is within them; null when it is not. */
export function endOfHours({ from, until }: Hours, at: Date, timeZone: string): Date | null {
  const time = localTimeOf(at, timeZone);
  const isOvernight = until < from;
  const isWithin = isOvernight ? time >= from || time < until : time >= from && time < until;
  if (!isWithin) return null;
  const today = localDayOf(at, timeZone);
  return atLocalTime(isOvernight && time >= from ? addDays(today, 1) : today, until, timeZone);
}

/** The hours of the day that these leave out. */
export const otherHours = ({ from, until }: Hours): Hours => ({ from: until, until: from });
