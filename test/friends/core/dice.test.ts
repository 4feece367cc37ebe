import { expect, test } from '@jest/globals';
import { diceOf, lotOf } from '../../../src/friends/core/friend.js';
import { evaluate } from '../../../src/segments/core/evaluate.js';
import { EMPTY_KNOWN } from '../../../src/segments/core/known.js';
import { newId } from '../../../src/infra/ids.js';
import { aFriend, START } from '../a-friend.js';

const FRIENDS = 20_000;
const dice = Array.from({ length: FRIENDS }, () => diceOf(newId()));

test('dice lie from 0 to 9,999, and ids made in the same moment fall evenly', () => {
  expect(dice.every((side) => Number.isInteger(side) && side >= 0 && side < 10_000)).toBe(true);
  const tenths = Array.from(
    { length: 10 },
    (_, tenth) => dice.filter((side) => Math.floor(side / 1_000) === tenth).length,
  );
  // Six standard deviations of a fair share; chance does not reach that.
  const fair = FRIENDS / 10;
  for (const count of tenths) expect(Math.abs(count - fair)).toBeLessThan(6 * Math.sqrt(fair * 0.9));
});

test('a random share is the same each time, and another word gives another share of the same size', () => {
  const share = (salt: string) =>
    dice.map((side) => evaluate({ random: { percent: 20, salt } }, aFriend({ dice: side }), START, EMPTY_KNOWN).truth);
  const [first, again, other] = [share(''), share(''), share('spring')];
  expect(again).toEqual(first);
  expect(other).not.toEqual(first);
  for (const one of [first, other]) {
    const count = one.filter((truth) => truth === true).length;
    expect(Math.abs(count - FRIENDS / 5)).toBeLessThan(6 * Math.sqrt(FRIENDS * 0.2 * 0.8));
  }
});

test('lots are independent of dice: of those with a low lot, as many have low dice as of all', () => {
  const ids = Array.from({ length: FRIENDS }, () => newId());
  const sample = ids.filter((id) => lotOf(id) < 2_000);
  const low = sample.filter((id) => diceOf(id) < 2_000).length;
  expect(Math.abs(sample.length - FRIENDS / 5)).toBeLessThan(6 * Math.sqrt(FRIENDS * 0.2 * 0.8));
  expect(Math.abs(low - sample.length / 5)).toBeLessThan(6 * Math.sqrt(sample.length * 0.2 * 0.8));
});

test('the dice of a friend only depend on their id', () => {
  expect(diceOf('01FRIEND')).toBe(diceOf('01FRIEND'));
  expect(diceOf('')).toBe(0x811c9dc5 % 10_000);
});
