import { expect, test } from '@jest/globals';
import { loadBetween } from '../../../src/reports/core/load.js';
import { rowsOfDay } from '../../../src/reports/core/rows-of-day.js';
import type { RowKind } from '../../../src/reports/core/row.js';

const at = (minute: number) => new Date(minute * 60_000);
const row = (minute: number, conversationId: string, kind: RowKind, agentId: string | null = null) => ({
  kind,
  conversationId,
  at: at(minute),
  agentId,
  teamId: null,
});
const between = (rows: ReturnType<typeof row>[], open: string[] = []) => {
  const { loads, open: left } = loadBetween(rows, {
    from: at(0),
    until: at(100),
    open: open.map((conversationId) => ({ conversationId, agentId: null, teamId: null })),
  });
  const minutes = loads.map(({ whose, sumMs, highest }) => [whose, [sumMs / 60_000, highest]] as const);
  return { ...Object.fromEntries(minutes), left: left.map(({ conversationId }) => conversationId) };
};

test('a conversation is open from its beginning to its end, and again from when it goes on', () => {
  const rows = [row(10, 'a', 'opened'), row(30, 'a', 'resolved'), row(80, 'a', 'reopened')];
  expect(between(rows)).toMatchObject({ all: [20 + 20, 1], left: ['a'] });
});

test('a merge ends it, and its undoing makes it go on', () => {
  const rows = [row(10, 'a', 'merged'), row(80, 'a', 'undone')];
  expect(between(rows, ['a'])).toMatchObject({ all: [10 + 20, 1], left: ['a'] });
});

test('it is whose it is at the time', () => {
  const rows = [row(0, 'a', 'opened'), row(40, 'a', 'assigned', 'one'), row(70, 'a', 'assigned', 'two')];
  expect(between(rows)).toMatchObject({ all: [100, 1], 'agent/': [40, 1], 'agent/one': [30, 1], 'agent/two': [30, 1] });
});

test('it is of the team to which it goes, and opened for the first', () => {
  const measured = null;
  const about = { channelId: 'c', conversationId: 'a', friendId: null, groupId: null, rev: 1, by: 'friend', measured };
  const fact = (kind: 'opened' | 'moved', minute: number, teamId: string | null) => ({
    ...about,
    _id: kind,
    kind,
    at: at(minute),
    assigneeId: null,
    teamId,
    priority: 'normal' as const,
    labels: [],
  });
  const rows = rowsOfDay([fact('opened', 0, null), fact('moved', 10, 'east')], [], 'UTC');
  expect(rows.map(({ kind, teamId }) => [kind, teamId])).toEqual([
    ['opened', 'east'],
    ['moved', 'east'],
  ]);
});

test('those of before count from the beginning, and the most at once is told', () => {
  const rows = [row(50, 'b', 'opened'), row(60, 'a', 'resolved'), row(70, 'c', 'opened')];
  expect(between(rows, ['a'])).toMatchObject({ all: [60 + 50 + 30, 2], left: ['b', 'c'] });
});

test('what is said of one that is over opens nothing, and answers of others take nothing over', () => {
  const rows = [row(10, 'a', 'breached', 'one'), row(20, 'b', 'opened'), row(30, 'b', 'firstResponse', 'two')];
  expect(between(rows)).toMatchObject({ all: [80, 1], 'agent/': [80, 1], left: ['b'] });
  expect(between(rows)).not.toHaveProperty(['agent/two']);
});
