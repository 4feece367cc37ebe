import { expect, test } from '@jest/globals';
import { CAMPAIGN_STATES } from '../../../src/campaigns/core/campaign.js';
import { actionsIn } from '../../../src/campaigns/core/transitions.js';

test('what a person can do in each state', () => {
  expect(
    Object.fromEntries(
      CAMPAIGN_STATES.map((state) => [state, actionsIn({ state, way: 'people', handedOverAt: null })]),
    ),
  ).toEqual({
    draft: ['submit', 'schedule', 'cancel'],
    review: ['approve', 'reject', 'cancel'],
    scheduled: ['unschedule', 'cancel'],
    sending: ['pause', 'cancel'],
    paused: ['resume', 'cancel'],
    done: ['retry'],
    cancelled: [],
    failed: [],
  });
});

test('what LINE has as one cannot be stopped, nor sent again to some', () => {
  const wide = { way: 'broadcast' as const, handedOverAt: new Date() };
  expect(actionsIn({ state: 'sending', ...wide })).toEqual([]);
  expect(actionsIn({ state: 'done', ...wide })).toEqual([]);
  expect(actionsIn({ state: 'sending', ...wide, handedOverAt: null })).toEqual(['pause', 'cancel']);
});
