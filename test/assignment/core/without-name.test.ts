import { expect, test } from '@jest/globals';
import { RoutingRules } from '../../../src/assignment/core/routing.js';
import { withoutName } from '../../../src/assignment/core/without-name.js';

const rules = RoutingRules.parse([
  { name: 'Both', actions: { staffId: 'agent-1', labels: ['vip'] } },
  { name: 'Alone', actions: { staffId: 'agent-1' } },
  { name: 'Off', isEnabled: false, actions: { staffId: 'agent-1' } },
  { name: 'Other', actions: { staffId: 'agent-2', teamId: 'agent-1' } },
]);

test('who is removed is taken out of rules; one that did nothing else is switched off and told, once', () => {
  const { rules: left, switchedOff } = withoutName(rules, { kind: 'person', id: 'agent-1' });
  expect(left).toMatchObject([
    { name: 'Both', isEnabled: true, actions: { labels: ['vip'] } },
    { name: 'Alone', isEnabled: false, actions: { staffId: 'agent-1' } },
    { name: 'Off', isEnabled: false },
    { name: 'Other', isEnabled: true, actions: { staffId: 'agent-2', teamId: 'agent-1' } },
  ]);
  expect(left[0]?.actions).toEqual({ labels: ['vip'] });
  expect(switchedOff).toEqual(['Alone']);
  expect(withoutName(left, { kind: 'person', id: 'agent-1' })).toEqual({ rules: left, switchedOff: [] });
  expect(RoutingRules.parse(left)).toEqual(left);
});
