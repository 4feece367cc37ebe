import { localDayOf } from '../../shared/local-day.js';
import type { ThreadLine } from './types.js';

/** What stands in a thread: a line, or the day that begins. */
export type Item =
  { kind: 'line'; key: string; place: string; line: ThreadLine } | { kind: 'day'; key: string; place: null; at: Date };

/** Happenings that nobody who answers needs to see between the messages: the inbox says them itself, or the panel does. */
const UNSHOWN = /^(conversation\.|activityStatus\.|segment\.|tag\.|richMenu\.)/;

/** The lines of a thread that are shown, with the day above the first of each. */
export function itemsOf(lines: readonly ThreadLine[], timeZone: string): Item[] {
  const items: Item[] = [];
  let day: string | null = null;
  for (const line of lines) {
    if (line.kind === 'happening' && UNSHOWN.test(String(line.data['what']))) continue;
    const at = new Date(line.at);
    const itsDay = localDayOf(at, timeZone);
    if (itsDay !== day) items.push({ kind: 'day', key: `day ${itsDay}`, place: null, at });
    day = itsDay;
    items.push({ kind: 'line', key: line.id, place: line.place, line });
  }
  return items;
}
