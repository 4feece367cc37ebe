/** Somebody of the staff in a conversation. */
export interface Present {
  staffId: string;
  isTyping: boolean;
}

/** Who is in which conversation, each time in the order of their ids. */
export type Presences = Map<string, Present[]>;

export function groupPresences(rows: (Present & { conversationId: string })[]): Presences {
  const presences: Presences = new Map();
  for (const { conversationId, staffId, isTyping } of rows.toSorted((a, b) => (a.staffId < b.staffId ? -1 : 1)))
    presences.set(conversationId, [...(presences.get(conversationId) ?? []), { staffId, isTyping }]);
  return presences;
}

/** Which conversations each of the staff has open. */
export function openByStaff(presences: Presences): Map<string, Set<string>> {
  const open = new Map<string, Set<string>>();
  for (const [conversationId, present] of presences)
    for (const { staffId } of present) open.set(staffId, (open.get(staffId) ?? new Set()).add(conversationId));
  return open;
}

/** The conversations in which it is another than before, also those that everybody left. */
export const changedPresences = (before: Presences, after: Presences): string[] =>
  [...new Set([...before.keys(), ...after.keys()])].filter(
    (id) => JSON.stringify(before.get(id)) !== JSON.stringify(after.get(id)),
  );
