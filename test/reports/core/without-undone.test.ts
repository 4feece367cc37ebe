import { expect, test } from '@jest/globals';
import { beginReport, type Day } from '../../../src/reports/core/report.js';
import type { Row } from '../../../src/reports/core/row.js';
import { rowsIn, toColumns } from '../../../src/reports/core/columns.js';
import { withoutUndone } from '../../../src/reports/core/without-undone.js';

let minute = 0;
const row = (kind: Row['kind'], conversationId: string): Row => ({
  kind,
  conversationId,
  at: new Date(Date.UTC(2026, 2, 2) + (minute += 1) * 60_000),
  hour: 0,
  agentId: null,
  teamId: null,
  labels: [],
  clockMs: kind === 'resolved' ? 60_000 : kind === 'notSent' ? 90_000 : null,
  businessMs: null,
  promise: null,
  score: null,
});
const day = (rows: Row[]): Day => ({
  channelId: 'c',
  day: '2026-03-02',
  loads: [],
  coveredMs: 0,
  columns: toColumns(rows),
});

test('an end that was taken back, also on the next day, was neither an end nor a beginning anew', () => {
  const first = day([row('resolved', 'a'), row('reopened', 'a'), row('resolved', 'a'), row('resolved', 'b')]);
  const second = day([row('undone', 'a')]);
  const days = withoutUndone([first, second]);
  const reporting = beginReport('nothing', {}, () => true, true);
  for (const one of days) reporting.add(one);
  expect(reporting.report().total).toMatchObject({
    resolved: 2,
    reopened: 1,
    reopenShare: 0.5,
    resolution: { count: 2 },
  });
  const rows = days.flatMap(({ columns, dropped }) => [...rowsIn(columns, dropped)]);
  expect(rows.map(({ kind, conversationId }) => `${kind} ${conversationId}`)).toEqual([
    'resolved a',
    'reopened a',
    'resolved b',
  ]);
});

test('what a merge ended, and its undoing made go on, is no end, and takes back no end of before', () => {
  const [one] = withoutUndone([
    day([
      row('resolved', 'a'),
      row('reopened', 'a'),
      row('merged', 'a'),
      row('undone', 'a'),
      row('merged', 'b'),
      row('resolved', 'c'),
    ]),
  ]);
  const rows = one ? [...rowsIn(one.columns, one.dropped)] : [];
  expect(rows.map(({ kind, conversationId }) => `${kind} ${conversationId}`)).toEqual([
    'resolved a',
    'reopened a',
    'resolved c',
  ]);
});

test('an answer that did not arrive, as was told a minute and a half after it was given, is none; those before it stay', () => {
  const [one] = withoutUndone([
    day([row('firstResponse', 'a'), row('nextResponse', 'a'), row('notSent', 'a'), row('nextResponse', 'a')]),
  ]);
  const rows = one ? [...rowsIn(one.columns, one.dropped)] : [];
  expect(rows.map(({ kind, at }) => `${kind} ${at.toISOString()}`)).toEqual([
    `firstResponse ${timeOf(one, 0)}`,
    `nextResponse ${timeOf(one, 3)}`,
  ]);
});

const timeOf = (one: Day | undefined, place: number) =>
  one ? [...rowsIn(one.columns)][place]?.at.toISOString() : null;
