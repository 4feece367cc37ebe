import { expect, test } from '@jest/globals';
import { fifthPlaces, rfmOf, type RfmThresholds } from '../../../src/lifecycle/core/rfm.js';
import { aFriend, daysAfter } from '../../friends/a-friend.js';

const customer = (count: number, totalMinor: number, day: number, currency = 'TWD') =>
  aFriend({ orders: { ...aFriend().orders, count, totalMinor, currency, lastAt: daysAfter(day) } });
const thresholds: RfmThresholds = {
  customers: 10,
  recency: [2, 4, 6, 8].map((day) => daysAfter(day)),
  frequency: [1, 1, 1, 2],
  monetary: { TWD: [100, 200, 300, 400] },
};

test('fifths of ten end at every second value, also when five do not divide the count', () => {
  expect(fifthPlaces(10)).toEqual([1, 3, 5, 7]);
  expect(fifthPlaces(5)).toEqual([0, 1, 2, 3]);
  expect(fifthPlaces(7)).toEqual([1, 2, 4, 5]);
});
test.each([
  [customer(1, 100, 1), { recency: 1, frequency: 1, monetary: 1 }],
  [customer(2, 101, 3), { recency: 2, frequency: 4, monetary: 2 }],
  [customer(9, 9_000, 9), { recency: 5, frequency: 5, monetary: 5 }],
])('scores say which fifth a customer is in, equal values the same', (friend, scores) => {
  expect(rfmOf(friend, thresholds)).toEqual(scores);
});
test('who bought nothing, or in a currency that nobody else buys in, has no scores', () => {
  expect(rfmOf(aFriend(), thresholds)).toBeNull();
  expect(rfmOf(customer(1, 5, 1, 'JPY'), thresholds)).toBeNull();
  expect(rfmOf(customer(1, 5, 1), null)).toBeNull();
});
