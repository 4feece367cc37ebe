import { hasKind, rowsIn } from './columns.js';
import type { Day } from './report.js';

/** The same days without ends that were taken back, as far as both are in them: what was undone was neither resolved nor reopened. */
export function withoutUndone(days: readonly Day[]): Day[] {
  if (!days.some(({ columns }) => hasKind(columns, 'undone'))) return [...days];
  const ends = new Map<string, { dropped: Set<number>; place: number }>();
  return days.map((day) => {
    const dropped = new Set<number>();
    for (const [place, { kind, conversationId }] of [...rowsIn(day.columns)].entries()) {
      if (kind === 'resolved') ends.set(conversationId, { dropped, place });
      if (kind !== 'undone') continue;
      dropped.add(place);
      const end = ends.get(conversationId);
      end?.dropped.add(end.place);
    }
    return { ...day, dropped };
  });
}
