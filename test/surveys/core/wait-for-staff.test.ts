import { expect, test } from '@jest/globals';
import type { Friend } from '../../../src/friends/core/friend.js';
import { waitForStaff } from '../../../src/surveys/core/wait-for-staff.js';

const askAt = new Date('2026-03-02T01:00:00Z');
const after = (minutes: number) => new Date(askAt.getTime() + minutes * 60_000);
const held = { conversation: { heldSince: askAt } } as Pick<Friend, 'conversation'>;
const free = { conversation: null };

test.each([
  ['nobody has the chat', free, 0, { kind: 'ask' }],
  ['staff have it: it waits', held, 0, { kind: 'wait', until: after(10) }],
  ['shortly before the end it looks once more at the end', held, 55, { kind: 'wait', until: after(60) }],
  ['they had it for as long as it may wait', held, 60, { kind: 'giveUp' }],
  ['released at the very end it is asked', free, 60, { kind: 'ask' }],
])('%s', (_what, friend, minutes, expected) => {
  expect(waitForStaff(friend, { askAt }, { expiresAfterHours: 1 }, after(minutes))).toEqual(expected);
});
