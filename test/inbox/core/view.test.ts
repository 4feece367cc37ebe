import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { Query } from 'mingo';
import { CONVERSATION_STATES } from '../../../src/inbox/core/conversation.js';
import { PRIORITIES, type Priority } from '../../../src/inbox/core/priority.js';
import { SERVICE_STATES } from '../../../src/inbox/core/service-standing.js';
import {
  beyondStates,
  seeConversation,
  statesOf,
  toViewFilter,
  ViewRule,
  type Viewed,
  type Viewer,
} from '../../../src/inbox/core/view.js';

const NOW = new Date('2026-03-01T12:00:00Z');
const VIEWER: Viewer = { staffId: 'agent-1', now: NOW };
const staff = fc.constantFrom('agent-1', 'agent-2');
const some = <Item>(of: Item[]) => fc.subarray(of, { minLength: 1 });

const condition: fc.Arbitrary<ViewRule> = fc.oneof(
  fc.record({ state: some([...CONVERSATION_STATES]) }),
  fc.record({
    assignee: fc.oneof(
      fc.constantFrom('me' as const, 'nobody' as const, 'anybody' as const),
      some(['agent-1', 'agent-2']),
    ),
  }),
  fc.record({ participant: fc.oneof(fc.constant('me' as const), staff) }),
  fc.record({ team: fc.oneof(fc.constant('none' as const), some(['sales', 'service'])) }),
  fc.record({ labels: some(['battery', 'brakes']) }),
  fc.record({ priority: some([...PRIORITIES]) }),
  fc.record({ waitingMinutes: fc.constantFrom(0, 30, 60) }),
  fc.record({
    due: fc.oneof(fc.constant('breached' as const), fc.record({ withinMinutes: fc.constantFrom(0, 30, 60) })),
  }),
  fc.record({ unread: fc.boolean() }),
  fc.record({ channel: some(['1', '2']) }),
  fc.record({ group: fc.boolean() }),
);
const rules = fc.letrec<{ rule: ViewRule }>((tie) => ({
  rule: fc.oneof(
    { depthSize: 'small' },
    condition,
    fc.record({ all: fc.array(tie('rule'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('rule'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ not: tie('rule') }),
  ),
})).rule;

const viewed: fc.Arbitrary<Viewed> = fc.record(
  {
    channelId: fc.constantFrom('1', '2'),
    groupId: fc.option(fc.constant('C1')),
    state: fc.constantFrom(...CONVERSATION_STATES),
    assigneeId: fc.option(staff),
    teamId: fc.option(fc.constantFrom('sales', 'service')),
    participants: fc.subarray(['agent-1', 'agent-2']),
    labels: fc.subarray(['battery', 'brakes']),
    priority: fc.constantFrom<Priority>(0, 1, 2, 3),
    unreadCount: fc.constantFrom(0, 2),
    waitingSince: fc.constantFrom(NOW, new Date(NOW.getTime() - 45 * 60_000)),
    dueAt: fc.constantFrom(NOW, new Date(NOW.getTime() + 45 * 60_000), new Date(NOW.getTime() - 1)),
    serviceLevel: fc.record({ state: fc.constantFrom(...SERVICE_STATES) }),
  },
  {
    requiredKeys: [
      'channelId',
      'groupId',
      'state',
      'assigneeId',
      'teamId',
      'participants',
      'labels',
      'priority',
      'unreadCount',
    ],
  },
);
const unasked = () => 'unknown' as const;

test('the filter finds exactly the conversations of which a rule is true in memory', () => {
  fc.assert(
    fc.property(rules, viewed, (rule, conversation) => {
      const found = new Query(toViewFilter(rule, VIEWER)).test({ ...conversation });
      expect(found).toBe(seeConversation(rule, conversation, VIEWER, unasked) === true);
    }),
    { numRuns: 2_000 },
  );
});

test('a rule that asks about friends finds no fewer than those of which it may be true', () => {
  const withFriend = fc.tuple(rules, fc.boolean(), viewed);
  fc.assert(
    fc.property(withFriend, ([rule, isTrue, conversation]) => {
      const asked: ViewRule = {
        any: [{ not: { friend: { everyone: true } } }, { all: [rule, { friend: { everyone: true } }] }],
      };
      const isSo = seeConversation(asked, conversation, VIEWER, () => isTrue) === true;
      expect(isSo && !new Query(toViewFilter(asked, VIEWER) as never).test({ ...conversation })).toBe(false);
    }),
  );
});

test('its states and what it asks beside them are the whole of a rule', () => {
  fc.assert(
    fc.property(rules, viewed, (rule, conversation) => {
      const asked = beyondStates(rule);
      const isRest = asked === null || seeConversation(asked, conversation, VIEWER, unasked) === true;
      const isSo = seeConversation(rule, conversation, VIEWER, unasked) === true;
      expect(statesOf(rule).includes(conversation.state) && isRest).toBe(isSo);
    }),
  );
});

test('the states that a rule allows leave out none of which it is true', () => {
  fc.assert(
    fc.property(rules, viewed, (rule, conversation) => {
      const isSo = seeConversation(rule, conversation, VIEWER, unasked) === true;
      expect(isSo && !statesOf(rule).includes(conversation.state)).toBe(false);
    }),
  );
});

describe('a rule', () => {
  test.each([
    ['of an unknown condition', { colour: ['red'] }],
    ['of two conditions in one', { state: ['open'], unread: true }],
    ['that nests too deep', { not: { not: { not: { not: { not: { not: { unread: true } } } } } } }],
    ['of nothing', {}],
  ])('%s is refused', (_what, rule) => {
    expect(ViewRule.safeParse(rule).success).toBe(false);
  });

  test('what is not known of a friend is neither true nor false', () => {
    const rule = { not: { friend: { stage: ['retain'] } } };
    const group = fc.sample(viewed, 1)[0];
    expect(group && seeConversation(rule, group, VIEWER, unasked)).toBe('unknown');
  });
});
