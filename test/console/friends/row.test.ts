import { expect, test } from '@jest/globals';
import { columnsOf, layoutOf } from '../../../src/console/friends/columns.js';
import { countedModels } from '../../../src/console/friends/counted-models.js';
import { strongest } from '../../../src/console/friends/strongest.js';

const tag = (tagId: string, intensity: number, lastAt: string, isActive = true) => ({
  tagId,
  isActive,
  intensity,
  lastAt,
  level: null,
  count: 1,
  expiresAt: null,
});

test('tags that have not ended are shown, the strongest first, then the latest', () => {
  const tags = [
    tag('over', 9, '2026-03-01', false),
    tag('weak', 1, '2026-03-04'),
    tag('earlier', 2, '2026-03-01'),
    tag('later', 2, '2026-03-02'),
  ];
  expect(strongest(tags).map(({ tagId }) => tagId)).toEqual(['later', 'earlier', 'weak']);
});

test('several of one model are one word with their number', () => {
  expect(countedModels([{ model: 'City 125' }, { model: 'Volta' }, { model: 'City 125' }])).toEqual([
    'City 125 × 2',
    'Volta',
  ]);
});

test('every row is as wide as its columns need', () => {
  const { gridTemplateColumns, minWidth } = layoutOf(columnsOf(['points']));
  expect(gridTemplateColumns).toBe('32px minmax(180px, 1.6fr) minmax(70px, 0.5fr)');
  expect(minWidth).toBe(28 + 32 + 180 + 10 + 70 + 10);
});
