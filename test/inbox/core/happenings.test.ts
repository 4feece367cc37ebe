import { expect, test } from '@jest/globals';
import { happenedIn, type Followed } from '../../../src/inbox/core/happenings.js';

const at = new Date('2026-03-02T09:00:00Z');
const earlier = new Date('2026-03-02T08:00:00Z');
const open: Followed = {
  rev: 2,
  state: 'open',
  heldSince: null,
  assigneeId: null,
  teamId: null,
  priority: 1,
  labels: ['battery'],
  lastStaffAt: null,
};
const told = (before: Followed | null, after: Followed, isHandOver = false) =>
  happenedIn(before, after, { at, by: 'staff/agent-1', isHandOver }).map(({ kind }) => kind);

test.each<[string, Followed | null, Partial<Followed>, string[]]>([
  ['one that begins', null, { waitingSince: earlier }, ['opened']],
  ['an answer to what waits', { ...open, waitingSince: earlier }, { lastStaffAt: at }, ['inbound', 'answered']],
  ['an answer that takes it', open, { lastStaffAt: at, assigneeId: 'agent-1' }, ['answered', 'assigned']],
  ['until they reply', open, { state: 'snoozed' }, ['paused']],
  ['until a time', open, { state: 'snoozed', snoozedUntil: at }, []],
  [
    'until they reply, once put off until a time',
    { ...open, state: 'snoozed', snoozedUntil: at },
    { state: 'snoozed' },
    ['paused'],
  ],
  [
    'back to the bot, and what waited with it',
    { ...open, waitingSince: earlier },
    { state: 'pending' },
    ['inbound', 'paused'],
  ],
  ['awake', { ...open, state: 'snoozed' }, { waitingSince: at }, ['resumed']],
  ['over', open, { state: 'resolved' }, ['resolved']],
  ['over while it was put off', { ...open, state: 'snoozed' }, { state: 'resolved' }, ['resolved']],
  ['begun anew', { ...open, state: 'resolved' }, {}, ['reopened']],
  ['more urgent, of another team', open, { priority: 3, teamId: 'north' }, ['priority', 'team']],
  ['other labels', open, { labels: [] }, []],
])('%s', (_what, before, changes, expected) => {
  expect(told(before, { ...open, ...changes })).toEqual(expected);
});

test('each says what the conversation was then, and what the friend said is from when they said it', () => {
  const before = { ...open, waitingSince: earlier };
  const [inbound, answered] = happenedIn(
    before,
    { ...open, rev: 3, lastStaffAt: at },
    { at, by: 'staff/agent-1', isHandOver: false },
  );
  expect(inbound).toMatchObject({ rev: 3, at: earlier, by: 'friend', labels: ['battery'] });
  expect(answered).toMatchObject({ rev: 3, at, by: 'staff/agent-1' });
});

test('what a merge of two friends ends nobody resolved, and what goes on when it is undone nobody reopened', () => {
  const over: Followed = { ...open, state: 'resolved' };
  const by = { at, by: 'staff/agent-1', isHandOver: false };
  expect(happenedIn(open, over, { ...by, isMerge: true })).toMatchObject([{ kind: 'merged' }]);
  expect(happenedIn(over, open, { ...by, isUndo: true })).toMatchObject([{ kind: 'undone' }]);
});

test('a hand-over is told whatever else it is', () => {
  expect(told(open, { ...open, heldSince: at }, true)).toEqual(['handedOver']);
  expect(told(null, { ...open, heldSince: at }, true)).toEqual(['opened', 'handedOver']);
});
