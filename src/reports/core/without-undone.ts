import { hasKind, rowsIn } from './columns.js';
import type { Day } from './report.js';

/**
 * The same days without ends that nobody made and ends that were taken back, as far as both are in them: what was undone was
 * neither resolved nor reopened, and neither is what a merge of two friends ended.
 */
export function withoutUndone(days: readonly Day[]): Day[] {
  const undone = new Set<string>();
  const changed = days.filter(({ columns }) => hasKind(columns, 'undone') || hasKind(columns, 'merged'));
  for (const { columns } of changed)
    for (const { kind, conversationId } of rowsIn(columns))
      if (kind === 'undone' || kind === 'merged') undone.add(conversationId);
  if (undone.size === 0) return [...days];
  const ends = new Map<string, { dropped: Set<number>; place: number }>();
  return days.map((day) => {
    const dropped = new Set<number>();
    let place = -1;
    for (const { kind, conversationId } of rowsIn(day.columns)) {
      place += 1;
      if (!undone.has(conversationId)) continue;
      if (kind === 'resolved' || kind === 'merged') ends.set(conversationId, { dropped, place });
      if (kind === 'merged') dropped.add(place);
      if (kind !== 'undone') continue;
      dropped.add(place);
      const end = ends.get(conversationId);
      end?.dropped.add(end.place);
    }
    return { ...day, dropped };
  });
}
