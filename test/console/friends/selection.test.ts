import { expect, test } from '@jest/globals';
import { isChosen, NOBODY, toggled, toggledAll } from '../../../src/console/friends/selection.js';

const shown = [{ id: 'a' }, { id: 'b' }];

test('one after the other is chosen and left again; out of everybody, those who are shown stay', () => {
  const one = toggled(NOBODY, 'a', shown);
  expect([isChosen(one, 'a'), isChosen(one, 'b')]).toEqual([true, false]);
  expect(toggled(one, 'a', shown)).toEqual(NOBODY);
  expect(toggled({ kind: 'all' }, 'a', shown)).toEqual({ kind: 'some', ids: new Set(['b']) });
});

test('everybody shown is chosen at once, and nobody the second time', () => {
  const all = toggledAll(NOBODY, shown);
  expect(all).toEqual({ kind: 'some', ids: new Set(['a', 'b']) });
  expect(toggledAll(all, shown)).toEqual(NOBODY);
  expect(toggledAll({ kind: 'all' }, shown)).toEqual(NOBODY);
});
