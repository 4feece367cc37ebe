import { describe, expect, test } from '@jest/globals';
import { availabilityOf, offlineSince, type Presence } from '../../../src/assignment/core/agent.js';
import {
  chooseAgent,
  nextTurn,
  obstaclesOf,
  type Candidate,
  type Wanted,
} from '../../../src/assignment/core/choose-agent.js';
import { AssignmentPolicy, type AssignmentPolicyInput } from '../../../src/assignment/core/policy.js';
import { comparePlaces } from '../../../src/assignment/core/queue.js';

const NOW = new Date('2026-03-09T03:00:00Z');
const ago = (seconds: number) => new Date(NOW.getTime() - seconds * 1_000);

const aCandidate = (_id: string, rest: Partial<Candidate> = {}): Candidate => ({
  _id,
  teamIds: ['north'],
  skills: [],
  availability: 'online',
  availabilityAt: ago(3_600),
  seenAt: ago(10),
  capacity: 2,
  holding: [],
  reserved: [],
  lastGivenAt: new Date(0),
  ...rest,
});
const WANTED: Wanted = { skills: [], namedId: null, openerId: null, notTo: null };
const NOBODY = { namedId: null, openerId: null, stickyId: null };

describe('presence', () => {
  const chosen = { availability: 'online', availabilityAt: ago(3_600) } as const;
  test.each<[string, Presence, string, Date | null]>([
    ['an open console', { ...chosen, seenAt: ago(59) }, 'online', null],
    ['a console that is silent for a minute', { ...chosen, seenAt: ago(90) }, 'offline', ago(30)],
    ['a console that was never open', { ...chosen, seenAt: null }, 'offline', ago(3_600)],
    ['busy', { ...chosen, availability: 'busy', seenAt: ago(1) }, 'busy', null],
    ['offline by choice', { availability: 'offline', availabilityAt: ago(40), seenAt: ago(1) }, 'offline', ago(40)],
    [
      'gone before somebody said so',
      { availability: 'offline', availabilityAt: ago(40), seenAt: ago(500) },
      'offline',
      ago(440),
    ],
  ])('%s', (_name, presence, availability, since) => {
    expect([availabilityOf(presence, NOW), offlineSince(presence, NOW)]).toEqual([availability, since]);
  });
});

describe('what is in the way', () => {
  const obstacles = (candidate: Candidate, wanted: Partial<Wanted> = {}, policy: AssignmentPolicyInput = {}) =>
    obstaclesOf(
      candidate,
      { ...WANTED, ...wanted },
      { policy: AssignmentPolicy.parse({ mode: 'roundRobin', ...policy }), teamId: 'north', takes: 1, now: NOW },
    ).map(({ kind }) => kind);

  test.each<[string, string[], Partial<Candidate>, Partial<Wanted>, AssignmentPolicyInput]>([
    ['nothing', [], {}, {}, {}],
    ['another team', ['notInPolicy'], { teamIds: ['south'] }, {}, {}],
    ['not one of the members', ['notInPolicy'], {}, {}, { members: ['somebody'] }],
    ['a silent console', ['offline'], { seenAt: ago(61) }, {}, {}],
    ['busy', ['busy'], { availability: 'busy' }, {}, {}],
    ['full, with what is being given', ['full'], { holding: ['a'], reserved: [{ id: 'b', at: NOW }] }, {}, {}],
    ['skills of the policy', ['missingSkills'], { skills: ['lang:ja'] }, {}, { requiredSkills: ['billing'] }],
    ['skills of the conversation', ['missingSkills'], { skills: ['billing'] }, { skills: ['lang:ja'] }, {}],
    ['put back by themselves', ['putBack'], {}, { notTo: 'agent-1' }, {}],
    ['all at once', ['offline', 'full', 'missingSkills'], { seenAt: null, capacity: 0 }, { skills: ['x'] }, {}],
    ['named by a rule', [], { teamIds: ['south'] }, { namedId: 'agent-1', skills: ['x'] }, {}],
    ['named by a rule and full', ['full'], { capacity: 0 }, { namedId: 'agent-1' }, {}],
  ])('%s', (_name, expected, candidate, wanted, policy) => {
    expect(obstacles(aCandidate('agent-1', candidate), wanted, policy)).toEqual(expected);
  });
});

describe('who gets it', () => {
  const two = [
    aCandidate('agent-1', { lastGivenAt: ago(10), holding: ['a'], capacity: 10 }),
    aCandidate('agent-2', { lastGivenAt: ago(20), holding: ['b'], capacity: 2 }),
  ];
  const chosen = (...[fit, about, mode]: Parameters<typeof chooseAgent>) => {
    const choice = chooseAgent(fit, about, mode);
    return choice && [choice.candidate._id, choice.by];
  };

  test('in turns: who was given one longest ago', () => {
    expect(chosen(two, NOBODY, 'roundRobin')).toEqual(['agent-2', 'roundRobin']);
  });

  test('the least busy: who has the smallest share of their capacity; of two the one whose turn it is', () => {
    expect(chosen(two, NOBODY, 'leastBusy')).toEqual(['agent-1', 'leastBusy']);
    const alike = two.map((one) => ({ ...one, capacity: 5 }));
    expect(chosen(alike, NOBODY, 'leastBusy')).toEqual(['agent-2', 'leastBusy']);
  });

  test('whom a rule names comes before who opened it, and they before who answered last', () => {
    const about = { namedId: 'agent-1', openerId: 'agent-2', stickyId: 'agent-2' };
    expect(chosen(two, about, 'roundRobin')).toEqual(['agent-1', 'named']);
    expect(chosen(two, { ...about, namedId: null, stickyId: 'agent-1' }, 'roundRobin')).toEqual(['agent-2', 'opener']);
    expect(chosen(two, { ...NOBODY, stickyId: 'agent-1' }, 'roundRobin')).toEqual(['agent-1', 'sticky']);
    expect(chosen(two, { ...NOBODY, stickyId: 'agent-9' }, 'roundRobin')).toEqual(['agent-2', 'roundRobin']);
  });

  test('by hand: nobody but whom a rule names', () => {
    expect(chosen(two, { ...NOBODY, stickyId: 'agent-1' }, 'manual')).toBeNull();
    expect(chosen(two, { ...NOBODY, namedId: 'agent-1' }, 'manual')).toEqual(['agent-1', 'named']);
  });

  test('turns are apart also within one millisecond', () => {
    expect(nextTurn([{ lastGivenAt: NOW }, { lastGivenAt: ago(1) }], NOW).getTime()).toBe(NOW.getTime() + 1);
    expect(nextTurn([{ lastGivenAt: ago(1) }], NOW)).toEqual(NOW);
  });
});

test('a queue is served by priority, then by waiting', () => {
  const places = [
    { _id: 'b', priority: 1, since: ago(60) },
    { _id: 'c', priority: 3, since: ago(1) },
    { _id: 'a', priority: 1, since: ago(60) },
    { _id: 'd', priority: 1, since: ago(600) },
  ];
  expect(places.toSorted(comparePlaces).map(({ _id }) => _id)).toEqual(['c', 'd', 'a', 'b']);
});
