import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import {
  comparePlaces,
  mergePages,
  placeWithin,
  readPlace,
  SOURCES,
  writePlace,
  type Place,
} from '../../../src/inbox/core/thread.js';

const places = fc.uniqueArray(
  fc.record({
    at: fc.constantFrom(1, 2, 3).map((second) => new Date(second * 1_000)),
    source: fc.constantFrom(...SOURCES),
    id: fc.constantFrom('a', 'b', 'c'),
  }),
  { selector: writePlace },
);

/** A page of one source to one side of a place, as the store gives it. */
function pageOf(
  all: Place[],
  source: Place['source'],
  place: Place | null,
  direction: 'before' | 'after',
  limit: number,
) {
  const within = placeWithin(source, place);
  const sign = direction === 'before' ? -1 : 1;
  return all
    .filter((one) => one.source === source)
    .filter((one) => {
      if (!within) return true;
      const order = one.at.getTime() - within.at.getTime() || (one.id < within.id ? -1 : one.id > within.id ? 1 : 0);
      return order * sign > 0;
    })
    .toSorted((one, other) => sign * comparePlaces(one, other))
    .slice(0, limit)
    .map((one) => ({ place: one }));
}

test.each(['before', 'after'] as const)('pages %s a place go through every line once, in order', (direction) => {
  fc.assert(
    fc.property(places, fc.integer({ min: 1, max: 4 }), (all, limit) => {
      const seen: Place[] = [];
      let place: Place | null = null;
      for (;;) {
        const from: Place | null = place;
        const pages: { place: Place }[][] = SOURCES.map((source) => pageOf(all, source, from, direction, limit));
        const page: Place[] = mergePages(pages, direction, limit).map((line) => line.place);
        if (page.length === 0) break;
        if (direction === 'before') seen.unshift(...page);
        else seen.push(...page);
        place = (direction === 'before' ? page[0] : page.at(-1)) ?? null;
      }
      expect(seen).toEqual(all.toSorted(comparePlaces));
    }),
  );
});

test('a place reads back as it was written, and anything else is refused', () => {
  const place: Place = { at: new Date(1_000), source: 'delivery', id: 'inbox/01ABC/a 1' };
  expect(readPlace(writePlace(place))).toEqual(place);
  expect(() => readPlace('bm90aGluZw')).toThrow('is no place of a thread');
});
