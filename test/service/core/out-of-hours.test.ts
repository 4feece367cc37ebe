import { expect, test } from '@jest/globals';
import { decideOutOfHours, type ToldOfHours } from '../../../src/service/core/out-of-hours.js';

const at = (time: string) => new Date(`2026-03-02T${time}:00Z`);
const asked: ToldOfHours = {
  conversation: { state: 'open', waitingSince: at('20:00'), lastInboundAt: at('20:00'), lastStaffAt: at('17:00') },
  friend: { standing: 'following', profileFetchedAt: at('10:00') },
  closed: { since: at('18:00'), until: new Date('2026-03-03T09:00:00Z') },
  quietMinutes: 30,
  last: null,
  now: at('20:01'),
};
const last = { at: at('19:00'), closedSince: at('18:00'), opensAt: at('23:00'), outcome: 'sent' as const };

test.each<[string, Partial<ToldOfHours>, object]>([
  ['a friend who waits is told', {}, { kind: 'answer', opensAt: new Date('2026-03-03T09:00:00Z') }],
  ['once while it is closed', { last }, { kind: 'nothing' }],
  ['again the next night', { last: { ...last, closedSince: new Date('2026-03-01T18:00:00Z') } }, { kind: 'answer' }],
  ['after a try that failed', { last: { ...last, outcome: 'noReply' } }, { kind: 'answer' }],
  ['not once it is open again', { now: new Date('2026-03-03T09:00:00Z') }, { kind: 'nothing' }],
  [
    'not who waits for nothing',
    { conversation: { ...asked.conversation, waitingSince: undefined } },
    { kind: 'nothing' },
  ],
  [
    'not right after staff answered',
    { conversation: { ...asked.conversation, lastStaffAt: at('19:45') } },
    { kind: 'skip', reason: 'staffAnsweredLately' },
  ],
  [
    'not who has blocked',
    { friend: { standing: 'blocked', profileFetchedAt: null } },
    { kind: 'skip', reason: 'cannotReach' },
  ],
  [
    'a moment later while the language is not known',
    { friend: { standing: 'following', profileFetchedAt: null }, now: new Date(at('20:00').getTime() + 1_000) },
    { kind: 'wait' },
  ],
  [
    'all the same when it stays unknown',
    { friend: { standing: 'following', profileFetchedAt: null } },
    { kind: 'answer' },
  ],
])('%s', (_what, changes, expected) => {
  expect(decideOutOfHours({ ...asked, ...changes })).toMatchObject(expected);
});
