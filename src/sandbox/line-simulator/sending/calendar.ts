import { DAY_MS } from '../limits.js';

/** LINE's days and months are UTC+9. Where the quota's month begins is not published; ours begins there too. */
const JAPAN_OFFSET_MS = 9 * 3_600_000;

/** yyyyMMdd of an instant, UTC+9. */
export function dayOf(at: number): string {
  return new Date(at + JAPAN_OFFSET_MS).toISOString().slice(0, 10).replaceAll('-', '');
}

/** yyyyMM of an instant, UTC+9. */
export function monthOf(at: number): string {
  return dayOf(at).slice(0, 6);
}

/** The instant at which a yyyyMMdd day begins, or undefined when it is no day. */
export function startOfDay(day: string): number | undefined {
  const parts = /^(\d{4})(\d{2})(\d{2})$/.exec(day);
  if (!parts) return undefined;
  const at = Date.parse(`${parts[1]}-${parts[2]}-${parts[3]}T00:00:00Z`) - JAPAN_OFFSET_MS;
  return Number.isNaN(at) || dayOf(at) !== day ? undefined : at;
}

/** Whether the day is over, so that its figures are ready. */
export function isOver(day: string, now: number): boolean {
  const start = startOfDay(day);
  return start !== undefined && start + DAY_MS <= now;
}
