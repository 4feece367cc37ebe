import { expect, test } from '@jest/globals';
import { assign } from '../../../src/campaigns/core/assignment.js';

const FRIENDS = 20_000;
const friends = Array.from(
  { length: FRIENDS },
  (_, index) => `01K${index.toString(36).toUpperCase().padStart(23, '0')}`,
);
const none = { accountHoldoutPercent: 0, holdoutPercent: 0, test: null };
const arms = [
  { key: 'a', weight: 1 },
  { key: 'b', weight: 3 },
];
const shareOf = (campaignId: string, shares: Parameters<typeof assign>[3], kind: string) =>
  friends.filter((id) => {
    const assigned = assign('c', campaignId, id, shares);
    return assigned.kind === kind || (assigned.kind === 'arm' && assigned.key === kind);
  }).length / FRIENDS;

test('without test and holdout everybody gets the content', () => {
  expect(shareOf('x', none, 'all')).toBe(1);
});

test('shares come out as they were asked for', () => {
  expect(shareOf('x', { ...none, holdoutPercent: 10 }, 'holdout')).toBeCloseTo(0.1, 1);
  const test = { arms, sharePercent: 40 };
  expect(shareOf('x', { ...none, test }, 'rest')).toBeCloseTo(0.6, 1);
  expect(shareOf('x', { ...none, test }, 'a')).toBeCloseTo(0.1, 1);
  expect(shareOf('x', { ...none, test }, 'b')).toBeCloseTo(0.3, 1);
});

test('a friend gets the same at every time', () => {
  const shares = { accountHoldoutPercent: 5, holdoutPercent: 5, test: { arms, sharePercent: 50 } };
  for (const id of friends.slice(0, 500)) expect(assign('c', 'x', id, shares)).toEqual(assign('c', 'x', id, shares));
});

test("the account's holdout is the same friends in every campaign, a campaign's own is not", () => {
  const heldOut = (campaignId: string, shares: Parameters<typeof assign>[3]) =>
    friends.filter((id) => assign('c', campaignId, id, shares).kind === 'holdout');
  const account = { ...none, accountHoldoutPercent: 10 };
  expect(heldOut('one', account)).toEqual(heldOut('other', account));
  const own = { ...none, holdoutPercent: 10 };
  const both = new Set(heldOut('one', own));
  const again = heldOut('other', own).filter((id) => both.has(id)).length;
  expect(again / both.size).toBeLessThan(0.2); // by chance a tenth
});

test('who is in which arm says nothing about who is held out', () => {
  const shares = {
    ...none,
    holdoutPercent: 50,
    test: { arms: [arms[0], { key: 'b', weight: 1 }] as typeof arms, sharePercent: 100 },
  };
  const kept = friends.map((id) => assign('c', 'x', id, shares)).filter(({ kind }) => kind === 'arm');
  const inA = kept.filter((one) => one.kind === 'arm' && one.key === 'a').length;
  expect(inA / kept.length).toBeCloseTo(0.5, 1);
});
