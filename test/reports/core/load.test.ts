import { expect, test } from '@jest/globals';
import { loadBetween } from '../../../src/reports/core/load.js';
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

test('it is whose it is at the time', () => {
  const rows = [row(0, 'a', 'opened'), row(40, 'a', 'assigned', 'one'), row(70, 'a', 'assigned', 'two')];
  expect(between(rows)).toMatchObject({ all: [100, 1], 'agent/': [40, 1], 'agent/one': [30, 1], 'agent/two': [30, 1] });
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
