import type { Day } from './report.js';
import type { Row } from './row.js';

/** The same days without ends that were taken back, as far as both are in them: what was undone was neither resolved nor reopened. */
export function withoutUndone(days: readonly Day[]): Day[] {
  const undone = new Set<string>();
  for (const { rows } of days) for (const row of rows) if (row.kind === 'undone') undone.add(row.conversationId);
  if (undone.size === 0) return [...days];
  const ends = new Map<string, Row>();
  const dropped = new Set<Row>();
  for (const { rows } of days)
    for (const row of rows) {
      if (!undone.has(row.conversationId)) continue;
      if (row.kind === 'resolved') ends.set(row.conversationId, row);
      if (row.kind !== 'undone') continue;
      dropped.add(row);
      const end = ends.get(row.conversationId);
      if (end) dropped.add(end);
    }
  return days.map((day) => ({ ...day, rows: day.rows.filter((row) => !dropped.has(row)) }));
}
