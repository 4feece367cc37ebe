import { hasKind, rowsIn } from './columns.js';
import type { Day } from './report.js';
import type { RowKind } from './row.js';

/** What takes something of before back, or is itself nothing that anybody did. */
const TAKING_BACK: readonly RowKind[] = ['undone', 'merged', 'notSent'];

interface Taken {
  dropped: Set<number>;
  place: number;
  at: Date;
}

/**
 * The same days without what was taken back, as far as both are in them. An end that was undone was neither an end nor, going on, a
 * beginning anew, and neither is what a merge of two friends ended. An answer that did not arrive was none.
 */
export function withoutUndone(days: readonly Day[]): Day[] {
  const touched = new Set<string>();
  for (const { columns } of days.filter((day) => TAKING_BACK.some((kind) => hasKind(day.columns, kind))))
    for (const { kind, conversationId } of rowsIn(columns)) if (TAKING_BACK.includes(kind)) touched.add(conversationId);
  if (touched.size === 0) return [...days];
  const ends = new Map<string, Taken>();
  const answers = new Map<string, Taken[]>();
  return days.map((day) => {
    const dropped = new Set<number>();
    const looked = new Set(day.columns.conversations.flatMap((id, number) => (touched.has(id) ? number : [])));
    let place = -1;
    for (const row of looked.size > 0 ? rowsIn(day.columns) : []) {
      place += 1;
      if (!looked.has(row.conversation)) continue;
      const { kind, conversationId, at, clockMs } = row;
      if (TAKING_BACK.includes(kind)) dropped.add(place);
      const taken = { dropped, place, at };
      if (kind === 'resolved' || kind === 'merged') ends.set(conversationId, taken);
      if (kind === 'firstResponse' || kind === 'nextResponse')
        answers.set(conversationId, [...(answers.get(conversationId) ?? []), taken]);
      const ended = kind === 'undone' ? ends.get(conversationId) : undefined;
      ended?.dropped.add(ended.place);
      const since = at.getTime() - (clockMs ?? 0);
      if (kind === 'notSent')
        for (const given of answers.get(conversationId) ?? [])
          if (given.at.getTime() >= since) given.dropped.add(given.place);
    }
    return { ...day, dropped };
  });
}
