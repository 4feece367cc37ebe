import { addDays, atLocalTime, localDayOf } from '../../shared/local-day.js';
import { isClosed, type FeedbackState } from './feedback.js';

const WEEK_DAYS = 7;
const DIGEST_TIME = '09:00';
const ITEMS_MAX = 50;

/** Feedback, as a digest looks at it. */
export interface DigestItem {
  _id: string;
  text: string;
  category: string | null;
  ownerId: string | null;
  state: FeedbackState;
  dueAt: Date | null;
  openedAt: Date;
  closedAt: Date | null;
}

/** When the next digest is due after an instant: on Monday at 9 by the clocks of a zone. */
export function nextDigestAt(after: Date, timeZone: string): Date {
  const today = localDayOf(after, timeZone);
  const weekday = new Date(today).getUTCDay();
  const monday = addDays(today, (8 - weekday) % WEEK_DAYS);
  const at = atLocalTime(monday, DIGEST_TIME, timeZone);
  return at > after ? at : atLocalTime(addDays(monday, WEEK_DAYS), DIGEST_TIME, timeZone);
}

/** The week until `at`: what is open and overdue, what came and what was fixed; the open ones, the longest waiting first. */
export function digestOf(all: readonly DigestItem[], since: Date, at: Date) {
  const open = all.filter(({ state }) => !isClosed(state)).toSorted(byAge);
  const isWithin = (moment: Date | null) => moment !== null && moment >= since && moment < at;
  const isOverdue = ({ dueAt }: DigestItem) => dueAt !== null && dueAt < at;
  return {
    openCount: open.length,
    overdueCount: open.filter(isOverdue).length,
    newCount: all.filter(({ openedAt }) => isWithin(openedAt)).length,
    fixedCount: all.filter(({ state, closedAt }) => state === 'fixed' && isWithin(closedAt)).length,
    items: open.slice(0, ITEMS_MAX).map((item) => {
      const { _id: id, text, category, ownerId, state, dueAt, openedAt } = item;
      return { id, text, category, ownerId, state, dueAt, openedAt, isOverdue: isOverdue(item) };
    }),
  };
}

const byAge = (one: DigestItem, other: DigestItem) => one.openedAt.getTime() - other.openedAt.getTime();
