import { describe, expect, test } from '@jest/globals';
import { isInList, readList, writeList } from '../../../src/console/inbox/lists.js';
import { patchPages, rowsOf } from '../../../src/console/inbox/patch-list.js';
import { aConversation } from './a-conversation.js';

const pages = [
  {
    conversations: [aConversation({ id: 'a', version: 5 }), aConversation({ id: 'b', version: 5 })],
    next: 'c',
    isCut: false,
  },
  { conversations: [aConversation({ id: 'c', version: 5 })], next: null, isCut: false },
];
const ids = (changed: typeof pages) => rowsOf(changed).map(({ id }) => id);

describe('a list that hears of a conversation', () => {
  test('shows what it is now where it stands, so that nothing moves under a pointer', () => {
    const changed = patchPages(pages, {
      kind: 'shown',
      conversation: aConversation({ id: 'b', version: 6, labels: ['vip'] }),
    });
    expect(ids(changed)).toEqual(['a', 'b', 'c']);
    expect(rowsOf(changed)[1]).toMatchObject({ labels: ['vip'] });
  });

  test('puts one that comes in first', () => {
    expect(ids(patchPages(pages, { kind: 'shown', conversation: aConversation({ id: 'd' }) }))).toEqual([
      'd',
      'a',
      'b',
      'c',
    ]);
  });

  test('lets one go that does not belong to it any more', () => {
    expect(ids(patchPages(pages, { kind: 'left', id: 'c', version: 6 }))).toEqual(['a', 'b']);
  });

  test('stays as it is when the news is older than what it shows', () => {
    expect(patchPages(pages, { kind: 'shown', conversation: aConversation({ id: 'b', version: 4 }) })).toBe(pages);
    expect(patchPages(pages, { kind: 'left', id: 'b', version: 4 })).toBe(pages);
    expect(patchPages(pages, { kind: 'left', id: 'unknown' })).toBe(pages);
  });

  test('shows one once that two pages have', () => {
    expect(ids([...pages, { conversations: [aConversation({ id: 'a' })], next: null, isCut: false }])).toEqual([
      'a',
      'b',
      'c',
    ]);
  });
});

describe('whether a conversation stands in a list', () => {
  test.each([
    ['mine', { assigneeId: 'me' }, true],
    ['mine', { assigneeId: 'other' }, false],
    ['mine', { assigneeId: 'me', state: 'snoozed' as const }, false],
    ['unassigned', { assigneeId: null }, true],
    ['unassigned', { assigneeId: 'me' }, false],
    ['resolved', { state: 'resolved' as const }, true],
  ])('%s with %j: %j', (name, changes, expected) => {
    expect(isInList(readList(name), aConversation(changes), 'me')).toBe(expected);
  });

  test('of a saved view only the server can tell', () => {
    expect(isInList({ kind: 'view', viewId: 'v' }, aConversation(), 'me')).toBeNull();
  });
});

test('a list is named in an address and read again; an unknown name is that of all open ones', () => {
  expect(readList(writeList({ kind: 'view', viewId: '01ABC' }))).toEqual({ kind: 'view', viewId: '01ABC' });
  expect(readList(writeList({ kind: 'own', name: 'snoozed' }))).toEqual({ kind: 'own', name: 'snoozed' });
  expect(readList('toString')).toEqual({ kind: 'own', name: 'open' });
});
