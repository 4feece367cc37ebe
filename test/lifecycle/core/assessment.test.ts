import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { NO_ORDERS, type Friend } from '../../../src/friends/core/friend.js';
import { idleBetween, lastSeenAt } from '../../../src/friends/core/idle.js';
import { decideAssessment, type Criteria } from '../../../src/lifecycle/core/assessment.js';
import { DEFAULT_POLICY, StagePolicy } from '../../../src/lifecycle/core/policy.js';
import { DEFAULT_SETTINGS } from '../../../src/lifecycle/core/settings.js';
import { EMPTY_KNOWN } from '../../../src/segments/core/known.js';
import { aFriend, aTag, daysAfter, hoursAfter, START } from '../../friends/a-friend.js';

const criteria = (changes: Partial<Criteria> = {}): Criteria => ({
  policy: { ...DEFAULT_POLICY, version: 3 },
  settings: DEFAULT_SETTINGS,
  thresholds: null,
  segments: [],
  known: EMPTY_KNOWN,
  ...changes,
});
const orders = (count: number, totalMinor = 100) => ({ orders: { ...NO_ORDERS, count, totalMinor } });
const settled = (friend: Friend, given = criteria(), now = START): Friend => ({
  ...friend,
  ...decideAssessment(friend, given, now)?.set,
});

describe('one look at a friend', () => {
  test('gives stage, activity status and checks at once, and a second look changes nothing', () => {
    const friend = aFriend({ lastActiveAt: START });
    const assessment = decideAssessment(friend, criteria(), START);
    expect(assessment).toMatchObject({
      set: {
        stage: { name: 'acquire', since: START, policyVersion: 3, lock: null },
        activityStatus: { name: 'active', since: START },
        health: { score: 100 },
        stageCheckAt: daysAfter(1),
      },
      moved: { from: null, to: 'acquire' },
      statusChanged: { from: null, to: 'active' },
    });
    expect(decideAssessment(settled(friend), criteria(), START)).toBeNull();
    expect(decideAssessment(settled(friend), criteria(), hoursAfter(5))).toBeNull();
  });

  test('lets a segment see the new stage, and the stage see a new segment', () => {
    const given = criteria({
      policy: {
        version: 1,
        ...StagePolicy.parse({
          stages: [
            { name: 'acquire', enter: null },
            { name: 'engage', enter: { segment: 'interested' } },
            { name: 'grow', enter: { segment: 'engaged' } },
          ],
        }),
      },
      segments: [
        { id: 'interested', version: 1, rule: { tag: 'hot' } },
        { id: 'engaged', version: 1, rule: { stage: ['engage', 'grow'] } },
      ],
    });
    const friend = settled(aFriend(), given);
    expect(friend.stage?.name).toBe('acquire');
    const assessment = decideAssessment({ ...friend, tags: [aTag({ tagId: 'hot' })] }, given, hoursAfter(1));
    expect(assessment?.moved).toMatchObject({ from: 'acquire', to: 'grow' });
    expect(assessment?.set.segments?.map(({ id }) => id)).toEqual(['interested', 'engaged']);
    expect(assessment?.entered.map(({ id }) => id)).toEqual(['interested', 'engaged']);
  });

  test('ends also when stage and segment contradict each other for ever', () => {
    const given = criteria({
      policy: {
        version: 1,
        ...StagePolicy.parse({
          stages: [
            { name: 'acquire', enter: null },
            { name: 'engage', enter: { not: { segment: 's' } }, exit: { segment: 's' } },
          ],
        }),
      },
      segments: [{ id: 's', version: 1, rule: { stage: ['engage'] } }],
    });
    expect(decideAssessment(aFriend(), given, START)?.set.stage?.name).toMatch(/acquire|engage/);
  });

  test('announces an overdue friend once, and again in another stage', () => {
    const given = criteria({
      policy: {
        version: 1,
        ...StagePolicy.parse({
          stages: [
            { name: 'acquire', enter: null, maxAgeDays: 7 },
            { name: 'retain', enter: { orders: { count: { gte: 1 } } }, maxAgeDays: 7 },
          ],
        }),
      },
    });
    const first = settled(aFriend(), given);
    const due = decideAssessment(first, given, daysAfter(7));
    expect(due?.becameOverdue).toEqual({ stage: 'acquire', since: START });
    const told = { ...first, ...due?.set };
    expect(decideAssessment(told, given, daysAfter(8))?.becameOverdue ?? null).toBeNull();
    const bought = settled({ ...told, ...orders(1) }, given, daysAfter(9));
    expect(decideAssessment(bought, given, daysAfter(16))?.becameOverdue).toMatchObject({ stage: 'retain' });
  });

  test('takes a rename over without counting the stage anew', () => {
    const friend = settled(aFriend(orders(1)));
    const renamed = criteria({
      policy: {
        version: 4,
        lineage: {
          keep: [
            { name: 'retain', from: 0 },
            { name: 'keep', from: 4 },
          ],
        },
        stages: DEFAULT_POLICY.stages.map((stage) => (stage.name === 'retain' ? { ...stage, name: 'keep' } : stage)),
      },
    });
    const assessment = decideAssessment(friend, renamed, daysAfter(5));
    expect(assessment?.set.stage).toMatchObject({ name: 'keep', since: START, policyVersion: 4 });
    expect(assessment?.moved).toMatchObject({ from: 'retain', to: 'keep', isRename: true });
  });

  test('takes off a lock that is over', () => {
    const lock = { by: 'key', reason: 'waits for a call', until: daysAfter(1) };
    const friend = aFriend({ ...orders(1), stage: { name: 'acquire', since: START, policyVersion: 1, lock } });
    expect(decideAssessment(friend, criteria(), START)?.moved).toBeNull();
    expect(decideAssessment(friend, criteria(), daysAfter(1))?.set.stage).toMatchObject({ name: 'retain', lock: null });
    const held = { ...friend, ...orders(0) };
    expect(decideAssessment(held, criteria(), daysAfter(1))?.set.stage).toMatchObject({ name: 'acquire', lock: null });
  });

  test('leaves a record that was merged into another alone', () => {
    const merged = settled(aFriend({ mergedInto: '01OTHER', segments: [{ id: 's', since: START }] }));
    expect(merged).toMatchObject({ stage: null, segments: [], stageCheckAt: null, segmentsCheckAt: null });
  });
});

test('a history replayed event by event ends in the stage, status and segments of looking at it live', () => {
  const policy = {
    version: 1,
    ...StagePolicy.parse({
      stages: [
        { name: 'acquire', enter: null },
        { name: 'engage', enter: { tag: 'hot' }, exit: { not: { tag: 'hot' } }, maxAgeDays: 20, onMaxAge: 'acquire' },
        { name: 'retain', enter: { orders: { count: { gte: 1 } } }, exit: { activityStatus: ['lost'] } },
        { name: 'grow', enter: { all: [{ segment: 'fans' }, { orders: { count: { gte: 2 } } }] }, maxAgeDays: 60 },
      ],
    }),
  };
  const given = criteria({
    policy,
    segments: [
      { id: 'fans', version: 1, rule: { tag: 'hot', appliedWithin: '14d' } },
      { id: 'buyers', version: 1, rule: { stage: ['retain', 'grow'], for: { atLeast: '5d' } } },
    ],
  });
  const DAY = 24 * 3_600_000;
  const tagged = (at: Date) =>
    aTag({ tagId: 'hot', vAt: at, lastAt: at, since: at, expiresAt: new Date(at.getTime() + 25 * DAY) });
  const doThing = (friend: Friend, thing: string, at: Date): Friend => {
    const active = { ...friend, lastActiveAt: at };
    if (thing === 'hot') return { ...active, tags: [tagged(at)] };
    if (thing === 'order') return { ...active, ...orders(friend.orders.count + 1) };
    if (thing === 'refund') return { ...friend, ...orders(Math.max(0, friend.orders.count - 1)) };
    return active;
  };
  /** Looks when something happens and when a check is due; `extra` looks in between must change nothing. */
  const play = (history: { thing: string; hours: number }[], endHours: number, extra: number[]) => {
    let friend = aFriend();
    const look = (now: Date) => {
      friend = { ...friend, ...decideAssessment(friend, given, now)?.set };
    };
    const passUntil = (until: Date) => {
      for (;;) {
        const due = [friend.stageCheckAt, friend.segmentsCheckAt, ...extra.map((hour) => hoursAfter(hour))]
          .filter((at): at is Date => at !== null && at > seen && at <= until)
          .toSorted((one, other) => one.getTime() - other.getTime())[0];
        if (!due) return;
        seen = due;
        look(due);
      }
    };
    let seen = START;
    look(START);
    for (const { thing, hours } of history) {
      const at = hoursAfter(hours, seen);
      passUntil(at);
      const idle = idleBetween(lastSeenAt(friend), at);
      friend = doThing(friend, thing, at);
      if (idle && friend.lastActiveAt === at) friend = { ...friend, idle };
      seen = at;
      look(at);
    }
    passUntil(hoursAfter(endHours, seen));
    const { stage, activityStatus, segments } = friend;
    return { stage, activityStatus, segments };
  };
  const history = fc.array(
    fc.record({
      thing: fc.constantFrom('hot', 'order', 'refund', 'hello'),
      hours: fc.oneof(fc.integer({ min: 1, max: 72 }), fc.integer({ min: 72, max: 24 * 200 })),
    }),
    { maxLength: 8 },
  );
  const extra = fc.array(fc.integer({ min: 1, max: 24 * 400 }), { maxLength: 10 });
  fc.assert(
    fc.property(history, fc.integer({ min: 0, max: 24 * 200 }), extra, (events, endHours, looks) => {
      expect(play(events, endHours, looks)).toEqual(play(events, endHours, []));
    }),
    { numRuns: 150 },
  );
});
