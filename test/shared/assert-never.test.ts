import { expect, test } from '@jest/globals';
import { assertNever } from '../../src/shared/assert-never.js';

test('a case that the types exclude is named when it comes all the same', () => {
  expect(() => assertNever({ state: 'lost' } as never)).toThrow('Unexpected value {"state":"lost"}.');
});
