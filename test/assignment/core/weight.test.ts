import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { Query } from 'mingo';
import { fitsInto, weightOf, Weights } from '../../../src/assignment/core/weight.js';
import { PRIORITIES, priorityOf } from '../../../src/inbox/core/priority.js';

const CHANNELS = ['1', '2'];
const orAny = (values: readonly string[]) => fc.constantFrom(null, ...values);
const someWeights = fc
  .array(
    fc.record({
      channelId: orAny(CHANNELS),
      priority: orAny(PRIORITIES),
      weight: fc.integer({ min: 1, max: 10 }),
    }),
    { maxLength: 6 },
  )
  .map((weights) => Weights.parse(weights));

test('the first that holds says how much a conversation takes; without one it is 1', () => {
  const weights = Weights.parse([
    { channelId: '1', priority: 'urgent', weight: 5 },
    { priority: 'urgent', weight: 3 },
    { channelId: '2', weight: 2 },
  ]);
  const takes = (channelId: string, priority: (typeof PRIORITIES)[number]) =>
    weightOf({ weights }, { channelId, priority: priorityOf(priority) });
  expect([takes('1', 'urgent'), takes('2', 'urgent'), takes('2', 'low'), takes('1', 'low')]).toEqual([5, 3, 2, 1]);
});

test('the filter finds what takes no more than there is room for, and nothing else', () => {
  fc.assert(
    fc.property(someWeights, fc.integer({ min: 1, max: 10 }), (weights, room) => {
      const filter = new Query(fitsInto({ weights }, room));
      for (const channelId of CHANNELS)
        for (const priority of PRIORITIES.map(priorityOf)) {
          const one = { channelId, priority };
          expect(filter.test(one)).toBe(weightOf({ weights }, one) <= room);
        }
    }),
  );
});
