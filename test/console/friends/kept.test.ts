import { expect, test } from '@jest/globals';
import { USUAL_COLUMNS } from '../../../src/console/friends/columns.js';
import {
  keepColumns,
  keepViews,
  keptColumns,
  keptViews,
  VIEWS_MAX,
  withView,
  type Box,
} from '../../../src/console/friends/kept.js';

function aBox(): Box {
  const kept = new Map<string, string>();
  return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value) };
}

test('columns are kept in the order of the table; nothing that reads as columns gives the usual ones', () => {
  const box = aBox();
  expect(keptColumns(box)).toEqual(USUAL_COLUMNS);
  keepColumns(box, ['points', 'stage']);
  expect(keptColumns(box)).toEqual(['stage', 'points']);
  box.setItem('lifeline.friends.columns', '{broken');
  expect(keptColumns(box)).toEqual(USUAL_COLUMNS);
});

test('views are kept for each channel; a name is one view, the latest, and what is no view is left out', () => {
  const box = aBox();
  const view = (name: string, stage: string) => ({ name, filter: { stage }, columns: USUAL_COLUMNS });
  keepViews(box, '1', withView([view('Mine', 'grow')], view('Mine', 'retain')));
  expect(keptViews(box, '1')).toEqual([view('Mine', 'retain')]);
  expect(keptViews(box, '2')).toEqual([]);
  box.setItem('lifeline.friends.views.2', JSON.stringify([null, { name: 'No filter' }, view('Kept', 'grow')]));
  expect(keptViews(box, '2')).toEqual([view('Kept', 'grow')]);
  const many = Array.from({ length: VIEWS_MAX }, (_, index) => view(`View ${index}`, 'grow'));
  expect(withView(many, view('One more', 'grow'))).toHaveLength(VIEWS_MAX);
});
