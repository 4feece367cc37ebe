import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { openingHours } from '../../../src/hours/core/opening-hours.js';
import type { ConversationEvent } from '../../../src/hours/core/running-spans.js';
import { measureServiceLevel, type PolicyInForce } from '../../../src/hours/core/service-level.js';
import { Priority } from '../../../src/hours/core/service-policy.js';
import { aCalendar, daily } from '../a-calendar.js';
import { aPolicy } from '../a-policy.js';

const MINUTE = 60_000;
/** Open from 9 to 12:30 and from 13:30 to 18 on weekdays in Taipei; first answer 60 minutes, next 120, resolution 8 hours, all open time. */
const inForce: PolicyInForce = {
  policyId: 'standard',
  version: 3,
  calendarVersion: 1,
  policy: aPolicy(),
  hours: openingHours(aCalendar(), new Map()),
  calendars: new Map([
    ['evening', { version: 7, hours: openingHours(aCalendar({ week: daily('17:00-22:00') }), new Map()) }],
  ]),
};

/** `Mon 09:00` in the week from Monday, 2026-03-02 on, in Taipei; `+Mon` is a week later. */
function at(text: string): Date {
  const [, week = '', day = '', time = ''] = /^(\+?)(\w{3}) (.*)$/.exec(text) ?? [];
  const date = 2 + ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(day) + (week ? 7 : 0);
  return new Date(`2026-03-${String(date).padStart(2, '0')}T${time}:00+08:00`);
}
/** One event a line: `Mon 09:00 inbound`, `Mon 09:00 started high`. */
const history = (...lines: string[]): ConversationEvent[] =>
  lines.map((line) => {
    const [day, time, kind, priority] = line.split(' ');
    return { kind, at: at(`${day} ${time}`), ...(priority ? { priority } : {}) } as ConversationEvent;
  });
const measure = (now: string, lines: string[], changes: Partial<PolicyInForce> = {}) =>
  measureServiceLevel({ ...inForce, ...changes }, history(...lines), at(now));
/** `firstResponse 1 met 30` is a target, its count, its state and the minutes of open time that it used. */
const told = ({ measured }: ReturnType<typeof measure>) =>
  measured.map(({ target, count, state, used }) => `${target} ${count} ${state} ${Number(used.businessMs) / MINUTE}`);

const begun = ['Mon 09:00 started normal', 'Mon 09:00 inbound'];

describe('histories, computed by hand', () => {
  test.each<[what: string, now: string, lines: string[], expected: string[], dueAt: string | null]>([
    [
      'nobody answered yet: warned after 48 of 60 minutes',
      'Mon 09:30',
      begun,
      ['firstResponse 1 running 30', 'resolution 1 running 30'],
      'Mon 09:48',
    ],
    [
      'after the warning comes the breach',
      'Mon 09:48',
      begun,
      ['firstResponse 1 running 48', 'resolution 1 running 48'],
      'Mon 10:00',
    ],
    [
      'at its time the limit is breached, and ten minutes later it escalates',
      'Mon 10:00',
      begun,
      ['firstResponse 1 breached 60', 'resolution 1 running 60'],
      'Mon 10:10',
    ],
    [
      'after that only the resolution is left: its warning after 384 of 480 minutes',
      'Mon 10:10',
      begun,
      ['firstResponse 1 breached 70', 'resolution 1 running 70'],
      'Mon 16:24',
    ],
    [
      'answered in time',
      'Mon 11:00',
      [...begun, 'Mon 09:59 staffAnswered'],
      ['firstResponse 1 met 59', 'resolution 1 running 120'],
      'Mon 16:24',
    ],
    [
      'answered at just the limit is too late, and stays so',
      'Mon 11:00',
      [...begun, 'Mon 10:00 staffAnswered'],
      ['firstResponse 1 breached 60', 'resolution 1 running 120'],
      'Mon 16:24',
    ],
    [
      'the bot is no staff',
      'Mon 11:00',
      [...begun, 'Mon 09:00 botAnswered'],
      ['firstResponse 1 breached 120', 'resolution 1 running 120'],
      'Mon 16:24',
    ],
    [
      'who writes on Friday night is due on Monday; the night and the weekend count nothing',
      'Sun 12:00',
      ['Fri 19:00 started normal', 'Fri 19:00 inbound'],
      ['firstResponse 1 running 0', 'resolution 1 running 0'],
      '+Mon 09:48',
    ],
    [
      'lunch is closed: 20 minutes before it, 40 after it',
      'Mon 14:00',
      ['Mon 12:10 started normal', 'Mon 12:10 inbound'],
      ['firstResponse 1 running 50', 'resolution 1 running 50'],
      'Mon 14:10',
    ],
    [
      'three messages in a row owe one next answer, from the first of them',
      'Mon 11:30',
      [...begun, 'Mon 09:10 staffAnswered', 'Mon 10:00 inbound', 'Mon 10:30 inbound', 'Mon 11:00 inbound'],
      ['firstResponse 1 met 10', 'nextResponse 1 running 90', 'resolution 1 running 150'],
      'Mon 11:36',
    ],
    [
      'each message after an answer owes another one',
      'Mon 15:00',
      [
        ...begun,
        'Mon 09:10 staffAnswered',
        'Mon 10:00 inbound',
        'Mon 10:20 staffAnswered',
        'Mon 11:00 inbound',
        'Mon 14:40 staffAnswered',
      ],
      ['firstResponse 1 met 10', 'nextResponse 1 met 20', 'nextResponse 2 breached 160', 'resolution 1 running 300'],
      'Mon 16:24',
    ],
    [
      'waiting for the friend stops the clock: 60 minutes and then none',
      'Tue 11:00',
      [...begun, 'Mon 09:30 staffAnswered', 'Mon 10:00 waitingForFriend'],
      ['firstResponse 1 met 30', 'resolution 1 paused 60'],
      null,
    ],
    [
      'their answer starts it again: 60 minutes on Monday, 30 on Tuesday; the next answer is due first',
      'Tue 11:00',
      [...begun, 'Mon 09:30 staffAnswered', 'Mon 10:00 waitingForFriend', 'Tue 10:30 inbound'],
      ['firstResponse 1 met 30', 'nextResponse 1 running 30', 'resolution 1 running 90'],
      'Tue 12:06',
    ],
    [
      'staff who go on without an answer start it too',
      'Tue 10:00',
      [...begun, 'Mon 09:30 staffAnswered', 'Mon 10:00 waitingForFriend', 'Tue 09:00 resumed'],
      ['firstResponse 1 met 30', 'resolution 1 running 120'],
      'Tue 15:24',
    ],
    [
      'resolved in time, nothing is due',
      'Wed 09:00',
      [...begun, 'Mon 09:30 staffAnswered', 'Mon 12:00 resolved'],
      ['firstResponse 1 met 30', 'resolution 1 met 180'],
      null,
    ],
    [
      'resolved without an answer, none is owed any longer',
      'Wed 09:00',
      [...begun, 'Mon 09:40 resolved'],
      ['firstResponse 1 paused 40', 'resolution 1 met 40'],
      null,
    ],
    [
      'reopened, the resolution goes on with what it had used: 180 minutes, then 60',
      'Wed 10:00',
      [...begun, 'Mon 09:30 staffAnswered', 'Mon 12:00 resolved', 'Wed 09:00 inbound'],
      ['firstResponse 1 met 30', 'nextResponse 1 running 60', 'resolution 1 running 240'],
      'Wed 10:36',
    ],
    [
      'reopened by staff, nobody is owed an answer',
      'Wed 10:00',
      [...begun, 'Mon 09:30 staffAnswered', 'Mon 12:00 resolved', 'Wed 09:00 reopened'],
      ['firstResponse 1 met 30', 'resolution 1 running 240'],
      'Wed 12:24',
    ],
    [
      'more urgent after 20 minutes, the limit of 30 counts from the beginning',
      'Mon 09:20',
      [...begun, 'Mon 09:20 priorityChanged urgent'],
      ['firstResponse 1 running 20', 'resolution 1 running 20'],
      'Mon 09:24',
    ],
    [
      'more urgent after 40 minutes, it is breached at once',
      'Mon 09:41',
      [...begun, 'Mon 09:40 priorityChanged urgent'],
      ['firstResponse 1 breached 41', 'resolution 1 running 41'],
      'Mon 09:50',
    ],
    [
      'nothing is promised for low priority but the resolution',
      'Mon 17:00',
      ['Mon 09:00 started low', 'Mon 09:00 inbound'],
      ['resolution 1 running 420'],
      'Fri 16:00',
    ],
    [
      'staff who write first owe no first answer',
      'Mon 11:00',
      ['Mon 09:00 started normal', 'Mon 09:00 staffAnswered', 'Mon 10:00 inbound'],
      ['nextResponse 1 running 60', 'resolution 1 running 120'],
      'Mon 11:36',
    ],
  ])('%s', (_what, now, lines, expected, dueAt) => {
    const level = measure(now, lines);
    expect(told(level)).toEqual(expected);
    expect(level.dueAt).toEqual(dueAt && at(dueAt));
  });
});

test('time of the clock goes on at night, beside open time', () => {
  const policy = aPolicy();
  policy.limits.normal.firstResponse = { minutes: 600, time: 'clock' };
  const level = measure('Tue 03:00', ['Mon 17:30 started normal', 'Mon 17:30 inbound'], { policy });
  expect(level.measured[0]).toMatchObject({
    state: 'running',
    used: { businessMs: 30 * MINUTE, clockMs: 570 * MINUTE },
  });
  expect(level.dueAt).toEqual(at('Tue 03:30'));
});

test('another calendar counts from when the conversation goes by it; one that is gone leaves it to that of the policy', () => {
  const moved = (calendarId: string): ConversationEvent[] => [
    ...history('Mon 17:30 started normal', 'Mon 17:30 inbound'),
    { kind: 'calendarChanged', at: at('Mon 18:00'), calendarId },
  ];
  // Half an hour under the first, and after 18:00 half an hour under the other one.
  const { measured } = measureServiceLevel(inForce, moved('evening'), at('Mon 18:15'));
  expect(measured[0]).toMatchObject({
    used: { businessMs: 45 * MINUTE },
    dueAt: at('Mon 18:30'),
    calendarId: 'evening',
    calendarVersion: 7,
  });
  const gone = measureServiceLevel(inForce, moved('gone'), at('Mon 18:15')).measured[0];
  expect(gone).toMatchObject({ dueAt: at('Tue 09:30'), calendarId: 'support', calendarVersion: 1 });
});

test('what happened is told in order, with ids that stay, and an escalation with what it does', () => {
  expect(measure('Mon 10:30', begun).occurrences).toEqual([
    {
      id: 'firstResponse/1/warning',
      target: 'firstResponse',
      count: 1,
      kind: 'warning',
      at: at('Mon 09:48'),
      escalation: null,
    },
    {
      id: 'firstResponse/1/breach',
      target: 'firstResponse',
      count: 1,
      kind: 'breach',
      at: at('Mon 10:00'),
      escalation: null,
    },
    {
      id: 'firstResponse/1/escalation1',
      target: 'firstResponse',
      count: 1,
      kind: 'escalation',
      at: at('Mon 10:10'),
      escalation: {
        target: 'firstResponse',
        on: 'breach',
        afterMinutes: 10,
        notify: ['supervisors'],
        raiseTo: 'high',
        moveTo: null,
        assignTo: null,
        addParticipants: [],
      },
    },
  ]);
});

test('answered before it escalates, nothing escalates', () => {
  const { occurrences } = measure('Mon 11:00', [...begun, 'Mon 10:05 staffAnswered']);
  expect(occurrences.map(({ kind }) => kind)).toEqual(['warning', 'breach']);
});

test('a policy that is changed later changes nothing that was measured to its end', () => {
  const lines = [...begun, 'Mon 09:50 staffAnswered', 'Mon 11:00 inbound'];
  const before = measure('Mon 11:00', lines).measured;
  const policy = aPolicy();
  policy.limits.normal.firstResponse = { minutes: 10, time: 'business' };
  policy.limits.normal.nextResponse = { minutes: 10, time: 'business' };
  const after = measureServiceLevel({ ...inForce, policy, version: 4 }, history(...lines), at('Mon 11:30'), before);
  expect(after.measured.map(({ target, state, policyVersion }) => [target, state, policyVersion])).toEqual([
    ['firstResponse', 'met', 3],
    ['nextResponse', 'breached', 4],
    ['resolution', 'running', 4],
  ]);
  expect(after.occurrences.map(({ id }) => id)).toEqual(['nextResponse/1/warning', 'nextResponse/1/breach']);
});

const event = fc.oneof(
  fc
    .constantFrom('inbound', 'staffAnswered', 'botAnswered', 'waitingForFriend', 'resumed', 'resolved', 'reopened')
    .map((kind) => ({ kind })),
  fc.constantFrom(...Priority.options).map((priority) => ({ kind: 'priorityChanged', priority })),
  fc.constantFrom('evening', 'gone', null).map((calendarId) => ({ kind: 'calendarChanged', calendarId })),
);
const anyHistory = fc
  .array(fc.tuple(event, fc.integer({ min: 0, max: 2_000 })), { minLength: 1, maxLength: 25 })
  .map((steps) => {
    let now = at('Mon 08:00').getTime();
    const started = { kind: 'started', at: new Date(now), priority: 'normal' };
    const events = steps.map(([one, minutes]) => ({ ...one, at: new Date((now += minutes * MINUTE)) }));
    return [started, ...events] as ConversationEvent[];
  });

describe('of any history', () => {
  test('nothing happens before the due time, something does at it', () => {
    fc.assert(
      fc.property(anyHistory, (events) => {
        const now = events.at(-1)?.at ?? new Date(0);
        const { dueAt, occurrences } = measureServiceLevel(inForce, events, now);
        if (dueAt === null) return;
        const before = measureServiceLevel(inForce, events, new Date(dueAt.getTime() - 1));
        const then = measureServiceLevel(inForce, events, dueAt);
        expect(before.occurrences).toEqual(occurrences);
        expect(then.occurrences.length).toBeGreaterThan(occurrences.length);
      }),
    );
  });

  test('who follows the due times hears of all that who looks at the end sees', () => {
    fc.assert(
      fc.property(anyHistory, (events) => {
        const heard = new Set<string>();
        for (const [index, { at }] of events.entries()) {
          const until = events[index + 1]?.at ?? at;
          const seen = events.slice(0, index + 1);
          let level = measureServiceLevel(inForce, seen, at);
          for (;;) {
            for (const { id } of level.occurrences) heard.add(id);
            if (level.dueAt === null || level.dueAt >= until) break;
            level = measureServiceLevel(inForce, seen, level.dueAt);
          }
        }
        const end = events.at(-1)?.at ?? new Date(0);
        for (const { id } of measureServiceLevel(inForce, events, end).occurrences) expect(heard).toContain(id);
      }),
    );
  });
});
