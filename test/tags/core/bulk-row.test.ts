import { describe, expect, test } from '@jest/globals';
import { bulkHeaderProblem, readBulkRow } from '../../../src/tags/core/bulk-row.js';

describe('the columns of a file of friends', () => {
  test.each([[['friendId']], [['lineUserId', 'weight']], [['friendId', 'lineUserId', 'weight']]])(
    'may be %j',
    (names) => {
      expect(bulkHeaderProblem(names)).toBeNull();
    },
  );

  test.each([
    [['weight'], 'friendId or lineUserId'],
    [['lineUserId', 'tag'], 'column tag'],
  ])('may not be %j', (names, problem) => {
    expect(bulkHeaderProblem(names)).toContain(problem);
  });
});

describe('a row', () => {
  const read = (cells: Record<string, string>, problems: string[] = []) => readBulkRow({ row: 2, cells, problems });

  test('names a friend by our id first, then by that of LINE, with a weight if it has one', () => {
    expect(read({ friendId: 'f', lineUserId: 'U1' })).toEqual({
      row: 2,
      friendId: 'f',
      lineUserId: null,
      weight: null,
    });
    expect(read({ lineUserId: 'U1', weight: '2.5' })).toMatchObject({ lineUserId: 'U1', weight: 2.5 });
  });

  test.each([
    ['no friend', {}, [], 'names no friend'],
    ['a weight of 0', { friendId: 'f', weight: '0' }, [], 'weight is 0'],
    ['a weight in words', { friendId: 'f', weight: 'two' }, [], 'weight is two'],
    ['a formula', { friendId: 'f' }, ['weight holds a formula, which is not read'], 'formula'],
  ])('with %s is a problem that says so', (_what, cells, problems, problem) => {
    expect(read(cells, problems)).toMatchObject({ row: 2, problem: expect.stringContaining(problem) });
  });
});
