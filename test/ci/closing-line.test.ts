import { expect, test } from '@jest/globals';
import { closingLine, isClosingLine } from '../../.ci/closing-line.mjs';

test.each([
  ['12 passed, 0 failed', 0, '12 passed, 0 failed'],
  ['12 passed, 0 failed, 3 skipped', 0, '12 passed, 0 failed, 3 skipped'],
  ['12 passed, 2 failed', 1, '12 passed, 2 failed'],
])('the run that reported "%s" and exited with %i closes with "%s"', (reported, exitCode, expected) => {
  expect(closingLine(reported, exitCode)).toBe(expected);
});

test('a run that never reported has failed', () => {
  expect(closingLine(undefined, 1)).toBe('0 passed, 1 failed');
  expect(closingLine(undefined, 0)).toBe('0 passed, 1 failed');
});

test('a run that broke after its report does not claim success', () => {
  expect(closingLine('12 passed, 0 failed', 1)).toBe('12 passed, 1 failed');
});

test('only the whole line is a closing line', () => {
  expect(isClosingLine('12 passed, 0 failed')).toBe(true);
  expect(isClosingLine('Tests: 12 passed, 0 failed')).toBe(false);
});
