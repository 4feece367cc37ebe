import type { Conversation, ListPage } from './types.js';

/** What became of a conversation, as far as one list is concerned. */
export type ListChange = { kind: 'shown'; conversation: Conversation } | { kind: 'left'; id: string; version?: number };

/**
 * The pages of a list after a change: one that is shown already keeps its place, so that nothing moves under a pointer; one that
 * comes in stands first. Older news than what is shown changes nothing.
 */
export function patchPages(pages: ListPage[], change: ListChange): ListPage[] {
  const id = change.kind === 'shown' ? change.conversation.id : change.id;
  const known = pages.flatMap(({ conversations }) => conversations).find((one) => one.id === id);
  if (change.kind === 'left') {
    if (!known || (change.version ?? Infinity) < known.version) return pages;
    return pages.map((page) => ({ ...page, conversations: page.conversations.filter((one) => one.id !== id) }));
  }
  const { conversation } = change;
  if (!known)
    return pages.map((page, index) =>
      index === 0 ? { ...page, conversations: [conversation, ...page.conversations] } : page,
    );
  if (conversation.version < known.version) return pages;
  return pages.map((page) => ({
    ...page,
    conversations: page.conversations.map((one) => (one.id === id ? conversation : one)),
  }));
}

/** Every conversation of a list once, in the order of its pages. */
export function rowsOf(pages: ListPage[]): Conversation[] {
  const seen = new Set<string>();
  return pages.flatMap(({ conversations }) => conversations).filter(({ id }) => !seen.has(id) && Boolean(seen.add(id)));
}
