import { describe, expect, test } from '@jest/globals';
import { layOutBars } from '../../../src/console/home/bars.js';
import { readBoard } from '../../../src/console/home/board.js';
import { daysToPrice, readMonth } from '../../../src/console/home/month.js';
import { inOrder, isFor, readNotice } from '../../../src/console/home/notice-words.js';
import { lastDays } from '../../../src/console/home/period.js';
import { sumMoves } from '../../../src/lifecycle/core/flows.js';
import { satisfactionOf } from '../../../src/surveys/core/satisfaction.js';

test('the last days are those of the channel: on the next day there, it is tomorrow already', () => {
  const days = lastDays(new Date('2026-11-27T17:00:00Z'), 'Asia/Taipei', 30);
  expect(days).toEqual({ from: '2026-10-30', until: '2026-11-28' });
});

describe('the month so far', () => {
  const plan = {
    name: 'a',
    from: '2026-01-01',
    currency: 'TWD',
    fee: 1_200,
    included: 6_000,
    extra: [{ upTo: null, each: 0.2 }],
  };
  const quota = { limit: 10_000, used: 7_000, left: 3_000 };
  const budget = { messages: null, billed: 7_000, unconfirmed: 0, left: null };
  const allowance = { left: 3_000, binding: 'monthlyLimit' as const, quota, budget, plan };
  const costOn = (day: string, billed: number, savedByReply = 0) => ({
    day,
    sender: { kind: 'campaign', id: 'a' },
    billed,
    savedByReply,
    unconfirmed: 0,
  });
  const sums = { billed: 0, savedByReply: 0, unconfirmed: 0 };
  const read = (costs: ReturnType<typeof costOn>[], given: object = {}) =>
    readMonth({ ...allowance, ...given }, { costs, ...sums }, '2026-11-20');

  test('tells when the rest is used up at the pace of two weeks, and what it costs', () => {
    expect(read([costOn('2026-11-10', 7_000, 100), costOn('2026-10-30', 9_999, 999)])).toEqual({
      used: 7_000,
      limit: 10_000,
      left: 3_000,
      binding: 'monthlyLimit',
      emptyOn: '2026-11-26',
      cost: 1_400,
      replies: 100,
      saved: 20,
      currency: 'TWD',
    });
  });

  test('tells of no day when the rest will do, nothing was sent, or nothing limits', () => {
    expect(read([costOn('2026-11-10', 700)]).emptyOn).toBeNull();
    expect(read([]).emptyOn).toBeNull();
    expect(read([costOn('2026-11-10', 7_000)], { left: null, binding: null }).emptyOn).toBeNull();
  });

  test('names the limit that is nearer, and no price without a plan', () => {
    const near = { left: 0, binding: 'budget' as const, budget: { ...budget, messages: 7_000, left: 0 }, plan: null };
    expect(read([], near)).toMatchObject({ limit: 7_000, left: 0, cost: null, saved: null });
    expect(read([costOn('2026-11-10', 7)], { ...near, quota: null })).toMatchObject({ used: 7 });
  });

  test('asks for the month and for two weeks, whichever began earlier', () => {
    expect(daysToPrice('2026-11-20')).toEqual({ from: '2026-11-01', until: '2026-11-20' });
    expect(daysToPrice('2026-11-03')).toEqual({ from: '2026-10-21', until: '2026-11-03' });
  });
});

test('bars of both directions share one scale that begins at the line', () => {
  const { zero, bars } = layOutBars(
    [
      { day: '2026-11-01', up: 30, down: 10 },
      { day: '2026-11-02', up: 15, down: 0 },
    ],
    100,
    80,
  );
  expect(zero).toBe(60);
  expect(bars).toMatchObject([
    { upHeight: 60, downHeight: 20, isHighest: true, isLowest: true },
    { upHeight: 30, downHeight: 0, isHighest: false, isLowest: false },
  ]);
  expect(layOutBars([{ day: '2026-11-01', up: 0, down: 0 }], 100, 80).bars[0]).toMatchObject({ isHighest: false });
});

test('a board has what leads on apart from what led back, and those who went quiet by where that ends', () => {
  const stage = (name: string, friends: number) => ({ stage: name, friends, overdue: 0 });
  const board = readBoard(
    {
      model: 'four',
      policyVersion: 0,
      friends: 12,
      stages: [stage('acquire', 9), stage('engage', 3)],
      unmapped: [],
      activityStatus: [{ name: 'atRisk', friends: 4 }],
    },
    {
      from: '2026-11-01',
      until: '2026-11-30',
      moves: [
        { from: null, to: 'acquire', count: 9 },
        { from: 'acquire', to: 'engage', count: 3 },
        { from: 'engage', to: 'acquire', count: 1 },
      ],
      quiet: [
        { stage: 'acquire', status: 'atRisk', friends: 2 },
        { stage: 'acquire', status: 'dormant', friends: 1 },
      ],
      stages: [{ stage: 'acquire', medianDays: 4 }],
      days: [],
    },
  );
  expect(board.stages).toMatchObject([
    { stage: 'acquire', friends: 9, cameIn: 10, medianDays: 4 },
    { stage: 'engage', friends: 3, cameIn: 3, medianDays: null },
  ]);
  expect(board.onward).toEqual([
    { from: 'acquire', to: 'engage', count: 3 },
    { from: 'acquire', to: 'quiet', count: 3 },
  ]);
  expect(board.back).toEqual([{ from: 'engage', to: 'acquire', count: 1 }]);
  expect(board.statuses[0]).toEqual({ name: 'atRisk', friends: 4 });
});

test('moves count under the present name of a stage; what led to one that is gone is left out', () => {
  const policy = {
    stages: [{ name: 'acquire' }, { name: 'fans' }].map((one) => ({ ...one, enter: null, exit: null })),
    lineage: {
      fans: [
        { name: 'engage', from: 0 },
        { name: 'fans', from: 3 },
      ],
    },
  };
  expect(
    sumMoves(policy, [
      { from: 'acquire', to: 'engage', count: 2 },
      { from: 'acquire', to: 'fans', count: 3 },
      { from: 'engage', to: 'fans', count: 7 },
      { from: 'acquire', to: 'gone', count: 1 },
      { from: 'gone', to: 'acquire', count: 1 },
    ]),
  ).toEqual([
    { from: 'acquire', to: 'fans', count: 5 },
    { from: null, to: 'acquire', count: 1 },
  ]);
});

test('CSAT and NPS are of those who were asked for each, with how many answered', () => {
  const { csat, nps } = satisfactionOf([
    { type: 'score5', score: 5, count: 3 },
    { type: 'score5', score: 1, count: 1 },
    { type: 'score5', score: null, count: 4 },
    { type: 'score10', score: 10, count: 1 },
    { type: 'score10', score: 0, count: 1 },
    { type: 'score7', score: 7, count: 9 },
  ]);
  expect(csat).toMatchObject({ asked: 8, answered: 4, satisfied: { share: 0.75 } });
  expect(nps).toMatchObject({ asked: 2, answered: 2, nps: 0 });
  expect(satisfactionOf([])).toMatchObject({ csat: { satisfied: null }, nps: { nps: null, low: null } });
});

test('notices of harm stand first, of the others the newest', () => {
  const rest = { channelId: 'c', friendId: null, doneAt: null, data: {} };
  const notice = (id: string, kind: string, raisedAt: string) => ({ id, kind, raisedAt, ...rest });
  const notices = [
    notice('older', 'survey.lowScore', '2026-11-01T00:00:00Z'),
    notice('newer', 'survey.lowScore', '2026-11-02T00:00:00Z'),
    notice('harm', 'campaign.failed', '2026-10-01T00:00:00Z'),
  ];
  expect(inOrder(notices).map(({ id }) => id)).toEqual(['harm', 'newer', 'older']);
});

test('a notice says what it is about and leads to the conversation, else to the friend', () => {
  const late = { kind: 'serviceLevel.breached', friendId: 'f', data: { conversationId: 'c', policy: 'Days' } };
  expect(readNotice(late)).toMatchObject({
    kind: 'breached',
    values: { name: 'Days' },
    isLate: true,
    href: '/inbox/c',
  });
  const low = { kind: 'survey.lowScore', friendId: 'a/b', data: { surveyName: 'Visit', score: 2 } };
  expect(readNotice(low)).toMatchObject({
    kind: 'lowScore',
    values: { name: 'Visit', score: '2' },
    href: '/friends/a%2Fb',
  });
  const strange = { kind: 'constructor', friendId: null, data: {} };
  expect(readNotice(strange)).toMatchObject({
    kind: 'other',
    values: { name: 'constructor' },
    href: null,
    reason: null,
  });
  const mention = { kind: 'inbox.mentioned', data: { staffId: 'agent-1' } };
  expect([isFor(mention, 'agent-1'), isFor(mention, 'agent-2'), isFor(late, 'agent-2')]).toEqual([true, false, true]);
});
