import { expect, test } from '@jest/globals';
import { CAMPAIGN_STATES } from '../../../src/campaigns/core/campaign.js';
import { actionsIn } from '../../../src/campaigns/core/transitions.js';

const campaign = { way: 'people', stateReason: null, frozenAt: null, handedOverAt: null } as const;

test('what a person can do in each state', () => {
  expect(Object.fromEntries(CAMPAIGN_STATES.map((state) => [state, actionsIn({ ...campaign, state })]))).toEqual({
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
  const wide = { ...campaign, way: 'broadcast' as const, handedOverAt: new Date() };
  expect(actionsIn({ state: 'sending', ...wide })).toEqual([]);
  expect(actionsIn({ state: 'done', ...wide })).toEqual([]);
  expect(actionsIn({ state: 'sending', ...wide, handedOverAt: null })).toEqual(['pause', 'cancel']);
});

test('one that paused for approval can be approved, and what was frozen is no draft any more', () => {
  const frozen = { ...campaign, frozenAt: new Date() };
  expect(actionsIn({ ...frozen, state: 'paused', stateReason: 'approval' })).toEqual(['approve', 'resume', 'cancel']);
  expect(actionsIn({ ...frozen, state: 'scheduled' })).toEqual(['cancel']);
});
