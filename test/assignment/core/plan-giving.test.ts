import { describe, expect, test } from '@jest/globals';
import { heldBy } from '../../../src/assignment/core/agent.js';
import type { Candidate } from '../../../src/assignment/core/choose-agent.js';
import { planGiving, type Gift, type Waiting } from '../../../src/assignment/core/plan-giving.js';
import { AssignmentPolicy, MODES } from '../../../src/assignment/core/policy.js';

const NOW = new Date('2026-03-09T03:00:00Z');

const someAgents = (count: number, capacity: number): Candidate[] =>
  Array.from({ length: count }, (_, number) => ({
    _id: `agent-${number}`,
    teamIds: ['north'],
    skills: [],
    availability: 'online',
    availabilityAt: NOW,
    seenAt: NOW,
    capacity,
    holding: [],
    reserved: [],
    lastGivenAt: new Date(0),
  }));

const someWaiting = (count: number, mode: (typeof MODES)[number], rest: Partial<Waiting> = {}): Waiting[] =>
  Array.from({ length: count }, (_, number) => ({
    conversationId: `conversation-${number}`,
    wanted: { skills: [], namedId: null, openerId: null, notTo: null },
    policy: { ...AssignmentPolicy.parse({ mode }), teamId: 'north', team: 'North' },
    takes: 1,
    sticky: null,
    rule: null,
    ...rest,
  }));

const counts = (gifts: Gift[], agents: Candidate[]) =>
  agents.map(({ _id }) => gifts.filter(({ staffId }) => staffId === _id).length);

describe.each(['roundRobin', 'leastBusy'] as const)('%s', (mode) => {
  test('spreads within one, fills everybody up and nobody over', () => {
    const agents = someAgents(5, 10);
    expect(counts(planGiving(someWaiting(23, mode), agents, NOW), agents)).toEqual([5, 5, 5, 4, 4]);
    expect(counts(planGiving(someWaiting(1_000, mode), agents, NOW), agents)).toEqual([10, 10, 10, 10, 10]);
  });

  test('goes on where the last round ended, within the same millisecond too', () => {
    let agents = someAgents(3, 100);
    for (let round = 0; round < 20; round += 1) {
      const gifts = planGiving(someWaiting(2, mode), agents, NOW);
      agents = agents.map((agent) => {
        const own = gifts.filter(({ staffId }) => staffId === agent._id);
        const holding = [...agent.holding, ...own.map(({ conversationId }) => conversationId)];
        return { ...agent, holding, lastGivenAt: own.at(-1)?.lastGivenAt ?? agent.lastGivenAt };
      });
      const loads = agents.map((agent) => heldBy(agent));
      expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(1);
    }
  });
});

test('what an earlier round took room for goes to that agent though they are full', () => {
  const [first, second] = someAgents(2, 1) as [Candidate, Candidate];
  const begun = { ...second, reserved: [{ id: 'conversation-0', at: NOW }] };
  const full = { ...first, holding: ['another'] };
  expect(planGiving(someWaiting(2, 'roundRobin'), [full, begun], NOW)).toMatchObject([
    { conversationId: 'conversation-0', staffId: 'agent-1', because: { kind: 'roundRobin', team: 'North' } },
  ]);
});

test('nobody is given what they put back, nor what they have no skill for; the rest goes on', () => {
  const [agent] = someAgents(1, 10) as [Candidate];
  const wanted = { skills: [], namedId: null, openerId: null, notTo: null };
  const [putBack, tooHard, fine] = someWaiting(3, 'leastBusy') as [Waiting, Waiting, Waiting];
  const waiting = [
    { ...putBack, wanted: { ...wanted, notTo: agent._id } },
    { ...tooHard, wanted: { ...wanted, skills: ['lang:ja'] } },
    fine,
  ];
  const gifts = planGiving(waiting, [agent], NOW);
  expect(gifts.map(({ conversationId, because }) => [conversationId, because])).toEqual([
    ['conversation-2', { kind: 'leastBusy', team: 'North', held: 0, capacity: 10 }],
  ]);
});

test('what takes more than anybody has room for waits, what takes less goes on, and nobody is over', () => {
  const agents = someAgents(2, 4);
  const weights = [3, 5, 3, 2, 1, 1, 1];
  const waiting = someWaiting(weights.length, 'leastBusy').map((one, index) => ({
    ...one,
    takes: weights[index] ?? 1,
  }));
  const gifts = planGiving(waiting, agents, NOW);
  expect(gifts.map(({ conversationId }) => conversationId)).toEqual([0, 2, 4, 5].map((id) => `conversation-${id}`));
  for (const { _id } of agents) {
    const own = gifts.filter(({ staffId }) => staffId === _id);
    expect(own.reduce((sum, { takes }) => sum + takes, 0)).toBe(4);
  }
});
