import { expect, test } from '@jest/globals';
import { CAMPAIGN_STATES } from '../../../src/campaigns/core/campaign.js';
import { actionsIn } from '../../../src/campaigns/core/transitions.js';

test('what can be done in each state', () => {
  expect(Object.fromEntries(CAMPAIGN_STATES.map((state) => [state, actionsIn(state)]))).toEqual({
    draft: ['submit', 'schedule', 'cancel'],
    review: ['approve', 'reject', 'cancel'],
    scheduled: ['unschedule', 'start', 'cancel', 'fail'],
    sending: ['pause', 'cancel', 'finish', 'fail'],
    paused: ['resume', 'cancel'],
    done: ['retry'],
    cancelled: [],
    failed: [],
  });
});
