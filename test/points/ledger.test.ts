import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { ActivityModel } from '../../src/activity/activity.model.js';
import type { Context } from '../../src/context.js';
import type { OperationStep, RunningOperation } from '../../src/edges.js';
import { getFriend, type Friend } from '../../src/friends/index.js';
import { pointsAt } from '../../src/friends/core/friend-points.js';
import { FriendModel } from '../../src/friends/friend.model.js';
import { listeners } from '../../src/points/listeners.js';
import { operations } from '../../src/points/operations.js';
import { PointAccountModel, PointEntryModel } from '../../src/points/point.model.js';
import { setPointSettings } from '../../src/points/point-settings.js';
import { reverseEntry } from '../../src/points/reverse-entry.js';
import { settleDuePoints, sweepOpenEntries } from '../../src/points/settle-due-points.js';
import { settlePoints } from '../../src/points/settle-points.js';
import { writeEntry } from '../../src/points/write-entry.js';
import { storeFriend } from '../friends/store-friend.js';
import { buildApp, CHANNEL_ID, type TestApp } from '../support/build-app.js';
import { announced, audit, balance, contextAt, earn, spend } from './a-ledger.js';

const START = new Date('2026-03-01T02:00:00Z');
let product: TestApp;
let ctx: Context;
let moveTo: (at: Date | string) => void;
let friend: Friend;

beforeAll(async () => {
  product = await buildApp({ roles: ['server'] });
});
afterAll(() => product.close());
beforeEach(async () => {
  ({ ctx, moveTo } = contextAt(product, START));
  await setPointSettings(ctx, CHANNEL_ID, { expiry: { kind: 'never' }, warnDays: null });
  friend = await storeFriend();
});

const api = (method: string, path: string, body?: object) =>
  product.api(method, `/api/v1/friends/${friend._id}/points${path}`, body);
const onRecord = async () => pointsAt((await getFriend(friend._id)).points, ctx.clock.now());
const source = { kind: 'api' as const, id: 'test' };

describe('spending', () => {
  test('of fifty who spend at once, the balance for ten lets exactly ten through', async () => {
    await earn(ctx, friend, 100);
    const tries = await Promise.allSettled(Array.from({ length: 50 }, () => spend(ctx, friend, 10)));
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
    const refused = tries.flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []));
    expect(new Set(refused)).toEqual(new Set(['insufficient_points']));
    expect([await balance(ctx, friend), await onRecord()]).toEqual([0, 0]);
    expect(await audit(ctx, friend)).toMatchObject({ ledger: 0, entries: 11, isRight: true });
  });

  test('more than there is is refused whole, with the balance and what was asked', async () => {
    await api('POST', '/earn', { points: 30, externalId: 'welcome', reason: 'welcome' });
    const refused = await api('POST', '/spend', { points: 31, externalId: 'coffee', reason: 'coffee' });
    expect(refused).toMatchObject({
      status: 409,
      body: { error: { code: 'insufficient_points', details: { balance: 30, asked: 31 } } },
    });
    expect(refused.body.error.message).toContain('has 30 points, and 31 were asked for');
    expect((await api('GET', '')).body.balance).toBe(30);
  });

  test('the same request again takes nothing more, and another one under its id is refused', async () => {
    await api('POST', '/earn', { points: 30, externalId: 'welcome', reason: 'welcome' });
    const first = await api('POST', '/spend', { points: 20, externalId: 'coffee', reason: 'coffee' });
    const again = await api('POST', '/spend', { points: 20, externalId: 'coffee', reason: 'coffee' });
    expect(again).toEqual(first);
    expect(first).toMatchObject({ status: 201, body: { balance: 10, entry: { op: 'spend', points: -20 } } });
    const other = await api('POST', '/spend', { points: 5, externalId: 'coffee', reason: 'tea' });
    expect(other).toMatchObject({ status: 409, body: { error: { code: 'conflict' } } });
  });

  test('takes what ends first', async () => {
    await earn(ctx, friend, 50);
    await setPointSettings(ctx, CHANNEL_ID, { expiry: { kind: 'days', days: 1 }, warnDays: null });
    await earn(ctx, friend, 50);
    await spend(ctx, friend, 60);
    moveTo('2026-03-05T00:00:00Z');
    expect(await balance(ctx, friend)).toBe(40);
  });

  test('without an externalId, with nothing, with a fraction it is refused', async () => {
    for (const body of [
      { points: 5, reason: 'coffee' },
      { points: 0, externalId: 'x', reason: 'coffee' },
      { points: 1.5, externalId: 'x', reason: 'coffee' },
    ])
      expect((await api('POST', '/spend', body)).status).toBe(400);
  });
});

describe('expiry', () => {
  const ENDS = '2026-03-02T16:00:00.000Z'; // midnight in Taipei
  beforeEach(() => setPointSettings(ctx, CHANNEL_ID, { expiry: { kind: 'days', days: 1 }, warnDays: null }));

  test('points end at their instant for every reader, before anybody wrote it down', async () => {
    await earn(ctx, friend, 50);
    moveTo(new Date(Date.parse(ENDS) - 1));
    expect([await balance(ctx, friend), await onRecord()]).toEqual([50, 50]);
    moveTo(ENDS);
    expect([await balance(ctx, friend), await onRecord()]).toEqual([0, 0]);
    await expect(spend(ctx, friend, 1)).rejects.toMatchObject({ code: 'insufficient_points' });
  });

  test('it is written down once, at exactly that instant, however late and often somebody looks', async () => {
    await earn(ctx, friend, 50);
    await spend(ctx, friend, 20);
    moveTo('2026-03-04T00:00:00Z');
    await settleDuePoints(ctx);
    await settleDuePoints(ctx);
    const expired = await PointEntryModel.find({ friendId: friend._id, op: 'expire' }).lean();
    expect(expired).toMatchObject([{ points: -30, at: new Date(ENDS) }]);
    expect(await announced(friend, 'points.expired')).toMatchObject([{ points: -30, at: new Date(ENDS) }]);
    expect(await audit(ctx, friend)).toMatchObject({ ledger: 0, account: 0, friend: 0, isRight: true });
  });

  test('points that end soon are announced once for each end, so many days before, and are an activity', async () => {
    await setPointSettings(ctx, CHANNEL_ID, { expiry: { kind: 'days', days: 10 }, warnDays: 7 });
    await earn(ctx, friend, 50);
    await settleDuePoints(ctx);
    expect(await announced(friend, 'points.expiring')).toEqual([]);
    moveTo('2026-03-04T16:00:00Z'); // seven days before midnight of the 11th in Taipei
    await settleDuePoints(ctx);
    await earn(ctx, friend, 1);
    await settleDuePoints(ctx);
    const [only, ...more] = await announced(friend, 'points.expiring');
    expect([only, more]).toMatchObject([{ points: 50, expiresAt: new Date('2026-03-11T16:00:00Z') }, []]);

    const event = {
      id: `${friend._id}:7:0`,
      name: 'points.expiring',
      channelId: CHANNEL_ID,
      friendId: friend._id,
      at: START,
      payload: only,
    };
    const record = listeners.find(({ id }) => id === 'points.record');
    await record?.run(ctx, event);
    await record?.run(ctx, event);
    expect(await ActivityModel.countDocuments({ friendId: friend._id, kind: 'points.expiring' })).toBe(1);
    expect((await getFriend(friend._id)).happened['points/expiring']).toMatchObject({ count: 1 });
    expect(await announced(friend, 'activity.recorded')).toHaveLength(1);
  });

  test('changed days of warning reach those who were not told yet', async () => {
    await setPointSettings(ctx, CHANNEL_ID, { expiry: { kind: 'days', days: 10 }, warnDays: null });
    await earn(ctx, friend, 50);
    await setPointSettings(ctx, CHANNEL_ID, { expiry: { kind: 'days', days: 10 }, warnDays: 30 });
    moveTo('2026-03-01T02:00:02Z');
    await settleDuePoints(ctx);
    expect(await announced(friend, 'points.expiring')).toMatchObject([{ points: 50 }]);
  });
});

describe('taking back', () => {
  test('what was earned goes again, once, and never more than there is', async () => {
    const { entry } = await earn(ctx, friend, 50);
    await spend(ctx, friend, 20);
    const reversed = await api('POST', `/entries/${entry._id}/reverse`, { reason: 'by mistake' });
    expect(reversed.body).toMatchObject({ balance: 0, entry: { points: -30, asked: 50, reverses: entry._id } });
    expect((await api('POST', `/entries/${entry._id}/reverse`, { reason: 'by mistake' })).body).toEqual(reversed.body);
    expect(await announced(friend, 'points.reversed')).toHaveLength(1);
    const { entry: another } = await earn(ctx, friend, 5);
    const atOnce = await Promise.all(
      Array.from({ length: 8 }, () => api('POST', `/entries/${another._id}/reverse`, { reason: 'by mistake' })),
    );
    expect(new Set(atOnce.map(({ status }) => status))).toEqual(new Set([200]));
    expect(await audit(ctx, friend)).toMatchObject({ ledger: 0, isRight: true });
  });

  test('what was spent comes back to where it was; what would be over by then ends like new points', async () => {
    await setPointSettings(ctx, CHANNEL_ID, { expiry: { kind: 'days', days: 1 }, warnDays: null });
    await earn(ctx, friend, 10);
    moveTo('2026-03-02T02:00:00Z');
    await earn(ctx, friend, 10);
    const { entry } = await spend(ctx, friend, 20);
    moveTo('2026-03-03T02:00:00Z');
    const { balance: after } = await reverseEntry(ctx, friend, { entryId: entry._id, reason: 'cancelled', source });
    expect(after).toBe(20);
    moveTo('2026-03-04T02:00:00Z'); // the second lot was to end on the 3rd, the renewed one ends on the 4th
    expect(await balance(ctx, friend)).toBe(10);
  });

  test("another friend's entry, an expiry and a taking back cannot be taken back", async () => {
    const { entry } = await earn(ctx, await storeFriend(), 50);
    const taken = (await earn(ctx, friend, 5)).entry;
    const { body } = await api('POST', `/entries/${taken._id}/reverse`, { reason: 'by mistake' });
    expect((await api('POST', `/entries/${entry._id}/reverse`, { reason: 'no' })).status).toBe(404);
    expect((await api('POST', `/entries/${body.entry.id}/reverse`, { reason: 'no' })).status).toBe(409);
  });
});

describe('a process that dies', () => {
  test('after the ledger and before anything else: the record follows, and it is announced once', async () => {
    await writeEntry(ctx, friend, 'dies', ({ seq }) => ({
      op: 'earn',
      parts: [{ expiresAt: null, points: 40 + seq }],
      reason: 'test',
      source,
      at: START,
    }));
    expect([await balance(ctx, friend), await onRecord()]).toEqual([40, 0]);
    moveTo('2026-03-01T02:00:06Z');
    const woken: unknown[] = [];
    await sweepOpenEntries({ ...ctx, wake: (_job, payloads) => void woken.push(...payloads) });
    expect(woken).toContainEqual({ friendId: friend._id, channelId: CHANNEL_ID });
    await settlePoints(ctx, friend);
    await settlePoints(ctx, friend);
    expect([await balance(ctx, friend), await onRecord()]).toEqual([40, 40]);
    expect(await announced(friend, 'points.earned')).toHaveLength(1);
    expect(await PointEntryModel.countDocuments({ friendId: friend._id, isOpen: true })).toBe(0);
  });

  test('after the record and before the sum was kept: nothing is announced again', async () => {
    const { entry } = await earn(ctx, friend, 40);
    await PointEntryModel.updateOne({ _id: entry._id }, { $set: { isOpen: true } });
    await PointAccountModel.deleteOne({ _id: friend._id });
    await settlePoints(ctx, friend);
    expect(await announced(friend, 'points.earned')).toHaveLength(1);
    expect(await audit(ctx, friend)).toMatchObject({ account: 40, isRight: true });
  });
});

test('the balance is the sum of the ledger after any sequence, at once and repeated', async () => {
  const action = fc.oneof(
    fc.record({ op: fc.constant('earn' as const), points: fc.integer({ min: 1, max: 30 }), id: fc.nat(8) }),
    fc.record({ op: fc.constant('spend' as const), points: fc.integer({ min: 1, max: 30 }), id: fc.nat(8) }),
    fc.record({ op: fc.constant('reverse' as const), points: fc.constant(0), id: fc.nat(8) }),
    fc.record({ op: fc.constant('settle' as const), points: fc.constant(0), id: fc.constant(0) }),
  );
  const bursts = fc.array(
    fc.record({ actions: fc.array(action, { minLength: 1, maxLength: 6 }), hours: fc.integer({ min: 0, max: 40 }) }),
    { minLength: 1, maxLength: 6 },
  );
  let run = 0;
  await fc.assert(
    fc.asyncProperty(bursts, fc.constantFrom(1, 2), async (given, days) => {
      run += 1;
      const one = await storeFriend();
      let now = START.getTime();
      moveTo(START);
      await setPointSettings(ctx, CHANNEL_ID, { expiry: { kind: 'days', days }, warnDays: 1 });
      const refusals = new Set<string>();
      for (const { actions, hours } of given) {
        const act = async ({ op, points, id }: (typeof actions)[number]) => {
          if (op === 'earn') return earn(ctx, one, points, `${run}/${id}`);
          if (op === 'spend') return spend(ctx, one, points, `${run}/${id}`);
          if (op === 'settle') return settlePoints(ctx, one);
          const entries = await PointEntryModel.find({ friendId: one._id }).sort({ seq: 1 }).lean();
          const entryId = entries[id % Math.max(1, entries.length)]?._id ?? 'none';
          return reverseEntry(ctx, one, { entryId, reason: 'test', source });
        };
        const ends = await Promise.allSettled(actions.map(act));
        for (const end of ends) if (end.status === 'rejected') refusals.add(String(end.reason.code ?? end.reason));
        expect(await balance(ctx, one)).toBeGreaterThanOrEqual(0);
        now += hours * 3_600_000;
        moveTo(new Date(now));
      }
      await settlePoints(ctx, one);
      const audited = await audit(ctx, one);
      expect(audited).toMatchObject({ isRight: true, problems: [] });
      expect(audited.ledger).toBe(await balance(ctx, one));
      expect([...refusals].filter((code) => !EXPECTED.has(code))).toEqual([]);
    }),
    { numRuns: 40 },
  );
}, 120_000);

const EXPECTED = new Set(['insufficient_points', 'conflict', 'not_found']);

describe('the audit', () => {
  test('finds what does not add up, and summing up anew mends it', async () => {
    await earn(ctx, friend, 40);
    await PointAccountModel.updateOne({ _id: friend._id }, { $set: { lots: [{ expiresAt: null, points: 41 }] } });
    await FriendModel.updateOne({ _id: friend._id }, { $set: { 'points.steps.0.balance': 39 } });
    expect((await api('GET', '/audit')).body).toMatchObject({ ledger: 40, account: 41, isRight: false });
    const started = await product.api('POST', '/api/v1/points/audits', {});
    expect(started).toMatchObject({ status: 202, body: { kind: 'points.audit' } });
    expect((await api('POST', '/refold')).body).toMatchObject({ ledger: 40, account: 40, friend: 40, isRight: true });
  });

  test('goes through a channel and names whose points are wrong', async () => {
    await earn(ctx, friend, 40);
    await PointEntryModel.updateOne({ friendId: friend._id }, { $set: { points: 41 } });
    const errors: { subject: string }[] = [];
    let cursor: string | null = null;
    for (let isDone = false; !isDone;) {
      const running: Omit<RunningOperation, 'startedBy'> = {
        id: 'o',
        channelId: CHANNEL_ID,
        input: {},
        cursor,
        result: {},
        startedAt: START,
      };
      const step: OperationStep | undefined = await operations[0]?.step(ctx, {
        ...running,
        startedBy: { kind: 'system', name: 'test' },
      });
      if (!step) throw new Error('There is no audit.');
      errors.push(...(step.errors ?? []));
      ({ cursor, isDone } = step);
    }
    expect(errors.map(({ subject }) => subject)).toEqual([friend._id]);
  });
});

test('who is erased has no points left, also when some come in later', async () => {
  await earn(ctx, friend, 40);
  await product.api('POST', `/api/v1/friends/${friend._id}/erase`, { reason: 'asked for it' });
  const left = async () => [
    await PointEntryModel.countDocuments({ friendId: friend._id }),
    await PointAccountModel.countDocuments({ _id: friend._id }),
  ];
  expect(await left()).toEqual([0, 0]);
  await earn(ctx, friend, 5);
  expect(await left()).toEqual([0, 0]);
});

test('the ledger is listed page by page, newest first, and is on the timeline', async () => {
  for (const points of [1, 2, 3]) await earn(ctx, friend, points);
  const first = (await api('GET', '/entries?limit=2')).body;
  const rest = (await api('GET', `/entries?limit=2&before=${first.next}`)).body;
  const all = [...first.entries, ...rest.entries].map(({ points }: { points: number }) => points);
  expect(all.toSorted((one, other) => one - other)).toEqual([1, 2, 3]);
  const timeline = await product.api('GET', `/api/v1/friends/${friend._id}/timeline?kinds=points.changed`);
  expect(timeline.body.entries).toHaveLength(3);
});
