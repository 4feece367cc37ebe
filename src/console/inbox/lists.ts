import type { Conversation } from './types.js';

/** The lists that everybody has, each as the question that it asks the server. */
export const LISTS = {
  mine: { assignee: 'me', state: 'open' },
  unassigned: { assignee: 'nobody', state: 'open' },
  open: { state: 'open' },
  pending: { state: 'pending' },
  snoozed: { state: 'snoozed' },
  resolved: { state: 'resolved' },
} as const satisfies Record<string, ListQuery>;

export type ListName = keyof typeof LISTS;
type Order = 'newest' | 'waiting' | 'due';

/** A list of conversations: one of everybody's, or a saved view. */
export type List = { kind: 'own'; name: ListName } | { kind: 'view'; viewId: string };

interface ListQuery {
  assignee?: 'me' | 'nobody';
  state?: Conversation['state'];
}

const VIEW = 'view:';

/** The list that an address names; one's own conversations when it names none. */
export function readList(text: string | undefined): List {
  if (text?.startsWith(VIEW)) return { kind: 'view', viewId: text.slice(VIEW.length) };
  return { kind: 'own', name: isName(text) ? text : 'open' };
}

/** How the list is named in an address. */
export const writeList = (list: List): string => (list.kind === 'view' ? `${VIEW}${list.viewId}` : list.name);

export const queryOfList = (list: List): Record<string, string> =>
  list.kind === 'view' ? { view: list.viewId } : { ...LISTS[list.name], order: orderOf(list.name) };

/** Who waits comes first where somebody waits for us; elsewhere what is newest. */
const orderOf = (name: ListName): Order => (name === 'unassigned' ? 'waiting' : 'newest');

/** Whether a conversation stands in the list; null when only the server can tell. */
export function isInList(list: List, conversation: Conversation, staffId: string): boolean | null {
  if (list.kind === 'view') return null;
  const { assignee, state }: ListQuery = LISTS[list.name];
  if (state !== undefined && conversation.state !== state) return false;
  if (assignee === 'me') return conversation.assigneeId === staffId;
  return assignee !== 'nobody' || conversation.assigneeId === null;
}

const isName = (text: string | undefined): text is ListName => text !== undefined && Object.hasOwn(LISTS, text);
