import { expect, test } from '@jest/globals';
import { readFilter, ruleOf, withPart } from '../../../src/console/friends/filter.js';
import { SegmentRule } from '../../../src/segments/core/rule.js';

test('a filter reads from an address what can be asked for, and leaves the rest out', () => {
  expect(readFilter({ stage: 'retain', status: 'asleep', standing: 'blocked', q: '', tag: 7, more: 'x' })).toEqual({
    stage: 'retain',
    standing: 'blocked',
  });
});

test.each([
  [{}, { everyone: true }],
  [{ stage: 'retain', q: 'momo' }, { stage: ['retain'] }],
  [
    { stage: 'grow', status: 'dormant', tag: 'keen', segment: '01', standing: 'following' },
    {
      all: [
        { stage: ['grow'] },
        { activityStatus: ['dormant'] },
        { tag: 'keen' },
        { segment: '01' },
        { standing: 'following' },
      ],
    },
  ],
])('the filter %j asks the server by the rule %j', (filter, rule) => {
  expect(ruleOf(filter)).toEqual(rule);
  expect(SegmentRule.parse(ruleOf(filter))).toEqual(rule);
});

test('a part of the filter is changed, and taken out by nothing', () => {
  expect(withPart({ stage: 'grow' }, 'tag', 'keen')).toEqual({ stage: 'grow', tag: 'keen' });
  expect(withPart({ stage: 'grow', tag: 'keen' }, 'stage', '')).toEqual({ tag: 'keen' });
});
