import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { withFormerSight, type FormerSight, type Sight } from '../../../src/inbox/core/sight.js';
import { decideEvent } from '../../../src/live/core/decide-event.js';

const START = new Date('2026-11-28T08:00:00Z').getTime();
const at = (step: number) => new Date(START + step * 1_000);
const rights = { permissions: [], visibility: 'team' as const, teamIds: ['north'], maskedFields: [] };
const agent = { rights, staffId: 'agent-1', channelId: null };
const of = (teamId: string | null, assigneeId: string | null = null, participants: string[] = []): Sight => ({
  teamId,
  assigneeId,
  participants,
});
const seen = (sight: Sight | null, formerSights: FormerSight[] = []) => ({ channelId: 'c', sight, formerSights });

test('an agent is told what is theirs, their team’s, nobody’s or what they take part in, and of nothing else', () => {
  const told = [of('north'), of(null), of('south', 'agent-1'), of('south', null, ['agent-1'])];
  expect(told.map((sight) => decideEvent(agent, seen(sight), at(0)))).toEqual(told.map(() => 'conversation'));
  const hidden = [of('south'), of('south', 'agent-2', ['agent-3']), of(null, 'agent-2')];
  expect(hidden.map((sight) => decideEvent(agent, seen(sight), at(0)))).toEqual(hidden.map(() => null));
});

test('a console of one channel is told nothing of another one', () => {
  expect(decideEvent({ ...agent, channelId: 'd' }, seen(of('north')), at(0))).toBeNull();
});

test('who saw a conversation that went is told so; who did not is told nothing', () => {
  expect(decideEvent(agent, seen(null, [{ ...of('north'), until: at(5) }]), at(0))).toBe('gone');
  expect(decideEvent(agent, seen(null, [{ ...of('south'), until: at(5) }]), at(0))).toBeNull();
});

const aSight = fc.record({
  teamId: fc.constantFrom('north', 'south', null),
  assigneeId: fc.constantFrom('agent-1', 'agent-2', null),
  participants: fc.subarray(['agent-1', 'agent-3']),
});

test('through any changes, whoever saw it since a time and does not see it now is told that it is gone', () => {
  fc.assert(
    fc.property(fc.array(aSight, { minLength: 2, maxLength: 15 }), fc.nat(14), (sights, sinceStep) => {
      let former: FormerSight[] = [];
      for (const [step, after] of sights.entries()) {
        const before = sights[step - 1];
        if (before) former = withFormerSight(former, { before, after }, at(step));
      }
      const since = Math.min(sinceStep, sights.length - 1);
      const sees = (sight: Sight) => decideEvent(agent, seen(sight), at(0)) === 'conversation';
      const [now] = sights.slice(-1);
      const saw = sights.slice(since, -1).some(sees);
      const told = decideEvent(agent, seen(now ?? null, former), at(since));
      if (now && sees(now)) expect(told).toBe('conversation');
      else if (saw) expect(told).toBe('gone');
    }),
  );
});
