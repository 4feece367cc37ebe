import { describe, expect, test } from '@jest/globals';
import { rowsIn, toColumns } from '../../../src/reports/core/columns.js';
import { behind, type ListedFigure } from '../../../src/reports/core/behind.js';
import { beginReport, type Day, type Filters, type Grouping } from '../../../src/reports/core/report.js';
import { rowsOfDay } from '../../../src/reports/core/rows-of-day.js';
import { localDayOf } from '../../../src/shared/local-day.js';
import { CHANNEL, facts, PERIOD, RATINGS } from '../thirty-conversations.js';

const ZONE = 'Asia/Taipei';
const MINUTE = 60_000;
const all = facts();
const askings = all.flatMap((about) => {
  const score = about.kind === 'resolved' ? RATINGS[about.conversationId] : undefined;
  return score === undefined ? [] : [{ at: about.at, score, about }];
});
const isOn = (day: string) => (one: { at: Date }) => localDayOf(one.at, ZONE) === day;
// Through the columns in which days are kept.
const days: Day[] = [PERIOD.from, PERIOD.until].map((day) => ({
  channelId: CHANNEL,
  day,
  loads: [],
  coveredMs: 0,
  columns: toColumns(rowsOfDay(all.filter(isOn(day)), askings.filter(isOn(day)), ZONE)),
}));
const report = (by: Grouping = 'nothing', filters: Filters = {}) => {
  const reporting = beginReport(by, filters, () => true, true);
  for (const day of days) reporting.add(day);
  return reporting.report();
};
const total = (filters: Filters = {}) => report('nothing', filters).total;
const row = (by: Grouping, key: string | null) =>
  report(by).rows.find((one) => one.key === key) ?? total({ agents: ['?'] });
/** Count, median and 90th percentile in minutes of the clock, then those of open time. */
const minutes = ({ count, clock, business }: ReturnType<typeof total>['firstResponse']) =>
  [count, clock.medianMs, clock.p90Ms, business.medianMs, business.p90Ms].map((value, index) =>
    index === 0 || value === null ? value : value / MINUTE,
  );

describe('thirty conversations, reckoned by hand', () => {
  test('come to so many beginnings, ends and answers', () => {
    // 29 were settled, one of them twice and one three times.
    expect(total()).toMatchObject({ conversations: 30, opened: 30, resolved: 32, reopened: 3, handedOver: 1 });
    expect(total().reopenShare).toBe(3 / 32);
    // 28 first answers (22 and 23 have none), and 7 more: 05, 12, 16, 17, 18 twice, 26. The bot's at 14 is none.
    expect(total().answers).toBe(35);
  });

  test('are answered first after so long', () => {
    // 2 2 3 4 5 5 7 8 10 10 10 10 12 15 | 18 20 20 25 28 30 40 50 60 65 90 [90] 105 5235: (15 + 18) / 2, and the 26th.
    // Of open time 60 is 10, 105 is 45, 5235 is 15: 2 2 3 4 5 5 7 8 10 10 10 10 10 12 | 15 15 18 ... 45 50 [65] 90 90.
    expect(minutes(total().firstResponse)).toEqual([28, 16.5, 90, 13.5, 65]);
  });

  test('are answered again after so long', () => {
    // 1 3 5 [6] 10 15 130; the 90th percentile of seven is the last.
    expect(minutes(total().nextResponse)).toEqual([7, 6, 130, 6, 130]);
  });

  test('are settled after so long, without the time that a friend let pass', () => {
    // 4 10 10 10 15 15 20 20 20 25 30 30 30 30 30 40 | 40 60 60 60 60 60 70 70 70 90 120 120 [120] 150 5245 5790.
    // Of open time: 07 60 for 120, 08 20 for 70, 09 25 for 5245, 13 510 for 5790:
    // 4 10 10 10 15 15 20 20 20 20 25 25 30 30 30 30 | 30 40 40 60 60 60 60 60 60 70 70 90 [120] 120 150 510.
    expect(minutes(total().resolution)).toEqual([32, 40, 120, 30, 120]);
  });

  test('keep what was promised, or not', () => {
    // First answers: 10, 11 and 21 late, 22 never; 19 has no promise. Next: 12. Settled: 13, and 22 is not by Tuesday
    // 17:30, after 30 + 450 open minutes.
    expect(total().serviceLevel).toEqual({
      firstResponse: { kept: 24, breached: 4, keptShare: 24 / 28 },
      nextResponse: { kept: 6, breached: 1, keptShare: 6 / 7 },
      resolution: { kept: 31, breached: 2, keptShare: 31 / 33 },
    });
  });

  test('please those who were asked', () => {
    const { satisfied, ...csat } = total().csat;
    expect(csat).toEqual({ asked: 4, answered: 3, responseRate: 3 / 4, average: (4 + 5 + 2) / 3 });
    expect(satisfied?.share).toBe(2 / 3);
  });

  test('are told apart by agent: an answer is whose who gave it, the rest is whose the conversation was', () => {
    expect(report('agent').rows.map(({ key, answers, resolved }) => [key, answers, resolved])).toEqual([
      ['a1', 12, 10],
      ['a2', 9, 8],
      ['a3', 13, 12],
      ['apiKey/p1', 1, 0],
      [null, 0, 2],
    ]);
    // a1: 3 5 8 10 10 | 15 60 65 [105] 5235, of open time 3 5 8 10 10 | 10 15 45 [65] ... in order of size.
    expect(minutes(row('agent', 'a1').firstResponse)).toEqual([10, 12.5, 105, 10, 45]);
    // a2: 4 10 18 20 | 25 30 50 [90].
    expect(minutes(row('agent', 'a2').firstResponse)).toEqual([8, 22.5, 90, 22.5, 90]);
    // a3: 2 5 7 10 [12] 20 28 40 90.
    expect(minutes(row('agent', 'a3').firstResponse)).toEqual([9, 12, 90, 12, 90]);
    // Nobody had 10, 11, 21 and 22 when their first answer was late; a1 had 12, a2 had 13.
    expect(row('agent', null).serviceLevel.firstResponse.breached).toBe(4);
    expect(row('agent', 'a1').serviceLevel.nextResponse.breached).toBe(1);
    expect(row('agent', 'a2').serviceLevel.resolution.breached).toBe(1);
  });

  test('are told apart by team, label, hour and day', () => {
    expect(report('team').rows.map(({ key, opened }) => [key, opened])).toEqual([
      ['north', 19],
      ['south', 10],
      [null, 1],
    ]);
    // 04 has both labels and counts under each.
    expect(report('label').rows.map(({ key, opened }) => [key, opened])).toEqual([
      ['bike', 2],
      ['vip', 2],
      [null, 27],
    ]);
    // 01, 02, 03, 13, 17 and 24.
    expect(row('hour', '09').opened).toBe(6);
    expect(report('day').rows.map(({ key, opened }) => [key, opened])).toEqual([
      [PERIOD.from, 23],
      [PERIOD.until, 7],
    ]);
  });

  test('are counted under several filters at once', () => {
    expect(total({ agents: ['a1'], labels: ['bike'] })).toMatchObject({ conversations: 1, answers: 1 });
    expect(total({ teams: ['none'] })).toMatchObject({ conversations: 1, opened: 1, resolved: 1 });
    expect(total({ labels: ['bike', 'vip'] }).opened).toBe(3);
    expect(total({ hours: [12] }).opened).toBe(2);
  });

  test('are found behind each number', () => {
    const rows = days.flatMap(({ columns }) => [...rowsIn(columns)]);
    const found = (figure: ListedFigure) =>
      behind(rows, figure)
        .map(({ conversationId }) => conversationId)
        .toSorted();
    expect(found('firstResponse.breached')).toEqual(['10', '11', '21', '22']);
    expect(found('nextResponse.breached')).toEqual(['12']);
    expect(found('resolution.breached')).toEqual(['13', '22']);
    expect(found('reopened')).toEqual(['17', '18']);
    expect(found('csat.unsatisfied')).toEqual(['29']);
    expect(found('firstResponse')).toHaveLength(total().firstResponse.count);
    expect(found('firstResponse.kept')).toHaveLength(24);
    const [one] = behind(rows, 'reopened').filter(({ conversationId }) => conversationId === '18');
    expect(one).toMatchObject({ answers: 3, reopened: 2, firstResponseMs: 5 * MINUTE, resolutionMs: 25 * MINUTE });
  });
});
