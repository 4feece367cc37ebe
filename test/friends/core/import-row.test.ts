import { expect, test } from '@jest/globals';
import type { AttributeDefinition } from '../../../src/friends/core/attribute.js';
import { importHeaderProblem, readImportRow } from '../../../src/friends/core/import-row.js';

const size: AttributeDefinition = {
  name: 'size',
  label: 'Size',
  type: 'number',
  about: 'demographic',
  choices: [],
  isSensitive: false,
};
const definitions = new Map([['size', size]]);
const lineUserId = `U${'a'.repeat(32)}`;

test.each([
  [['lineUserId', 'attribute.size'], null],
  [['friendId', 'lineUserId', 'displayName', 'attribute.size', 'consent.survey'], null],
  [['attribute.size'], 'needs a column friendId or lineUserId'],
  [['friendId', 'attribute.shoe'], 'define shoe first'],
  [['friendId', 'consent.not a purpose'], 'names no purpose'],
  [['friendId', 'size'], 'The column size is not known'],
])('the columns %j: %s', (names, problem) => {
  const found = importHeaderProblem(names, definitions);
  if (problem === null) expect(found).toBeNull();
  else expect(found).toContain(problem);
});

test('a row says what its cells say, and an empty cell says nothing', () => {
  expect(readImportRow({ lineUserId, 'attribute.size': '42', 'consent.survey': 'Denied' }, definitions)).toEqual({
    row: { friendId: null, lineUserId, attributes: { size: 42 }, consent: { survey: 'denied' } },
    problems: [],
  });
  expect(readImportRow({ lineUserId }, definitions).row).toMatchObject({ attributes: {}, consent: {} });
});

test.each([
  [{}, 'names no friend'],
  [{ friendId: 'x' }, 'friendId x is no friend id'],
  [{ lineUserId: 'U1' }, 'lineUserId U1 is no LINE user id'],
  [{ lineUserId, 'attribute.size': 'big' }, 'Attribute size is "big"; it must be a number.'],
  [{ lineUserId, 'consent.survey': 'maybe' }, 'consent.survey is "maybe"; it must be granted or denied'],
])('%j: %s', (cells, problem) => {
  expect(readImportRow(cells as Record<string, string>, definitions).problems).toEqual([
    expect.stringContaining(problem),
  ]);
});
