import { InvalidInputError } from '../../errors.js';

/** Where the lines of a thread come from, in the order in which they stand at the same instant. */
export const SOURCES = ['activity', 'delivery', 'entry'] as const;
export type Source = (typeof SOURCES)[number];

/** A place in a thread: of one instant by source, and then by id. */
export interface Place {
  at: Date;
  source: Source;
  id: string;
}

/** Places after one another are in order; the result is below, above or 0. */
export function comparePlaces(one: Place, other: Place): number {
  return (
    one.at.getTime() - other.at.getTime() ||
    SOURCES.indexOf(one.source) - SOURCES.indexOf(other.source) ||
    (one.id < other.id ? -1 : one.id > other.id ? 1 : 0)
  );
}

const BEFORE_ALL = '';
const AFTER_ALL = '\uffff';

/** The same place among the lines of one source. */
export function placeWithin(source: Source, place: Place | null): { at: Date; id: string } | null {
  if (!place) return null;
  if (source === place.source) return { at: place.at, id: place.id };
  const isBefore = SOURCES.indexOf(source) < SOURCES.indexOf(place.source);
  return { at: place.at, id: isBefore ? AFTER_ALL : BEFORE_ALL };
}

/** A place as callers hand it back. */
export const writePlace = ({ at, source, id }: Place): string =>
  Buffer.from(`${at.getTime()} ${source} ${id}`).toString('base64url');

/** A place that `writePlace` wrote; InvalidInputError for anything else. */
export function readPlace(cursor: string): Place {
  const [, time = '', source = '', id = ''] =
    /^(\d{1,15}) (\w+) (.+)$/s.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  const known = SOURCES.find((one) => one === source);
  if (known === undefined || id === '')
    throw new InvalidInputError('invalid_input', `${cursor} is no place of a thread; give one that a thread named.`);
  return { at: new Date(Number(time)), source: known, id };
}

/** Lines of all sources to one side of a place, the nearest first, as one page from the oldest to the newest. */
export function mergePages<Line extends { place: Place }>(
  pages: Line[][],
  direction: 'before' | 'after',
  limit: number,
): Line[] {
  const sign = direction === 'before' ? -1 : 1;
  const nearest = pages.flat().toSorted((one, other) => sign * comparePlaces(one.place, other.place));
  return nearest.slice(0, limit).toSorted((one, other) => comparePlaces(one.place, other.place));
}
