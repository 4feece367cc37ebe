import type { Friend } from './types.js';

/** Whom a bulk action is for: those who were chosen one by one, or everybody who meets the filter. */
export type Selection = { kind: 'some'; ids: ReadonlySet<string> } | { kind: 'all' };

export const NOBODY: Selection = { kind: 'some', ids: new Set() };

export const isChosen = (selection: Selection, id: string): boolean =>
  selection.kind === 'all' || selection.ids.has(id);

/** The selection with one friend the other way round; out of everybody, only those who are shown can be told apart. */
export function toggled(selection: Selection, id: string, shown: readonly Pick<Friend, 'id'>[]): Selection {
  const ids = new Set(selection.kind === 'all' ? shown.map((friend) => friend.id) : selection.ids);
  if (!ids.delete(id)) ids.add(id);
  return { kind: 'some', ids };
}

/** Everybody who is shown, or nobody when they all are chosen already. */
export function toggledAll(selection: Selection, shown: readonly Pick<Friend, 'id'>[]): Selection {
  const isEverybody = selection.kind === 'all' || (shown.length > 0 && shown.every(({ id }) => selection.ids.has(id)));
  return isEverybody ? NOBODY : { kind: 'some', ids: new Set(shown.map(({ id }) => id)) };
}
