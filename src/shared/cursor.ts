import { z } from 'zod';

/** A place in a list that is given page by page: `next` of the page before. */
export const Cursor = z.string().regex(/^\d{1,16}_.{1,80}$/, 'must be the next of an earlier page');

/** Where a page of a list begins: behind this one. */
export interface Place {
  at: Date;
  id: string;
}

/** The place of a document in an order of time and id, as the callers of a list hand it back. */
export const cursorOf = (at: Date, id: string): string => `${at.getTime()}_${id}`;

/** A place that `cursorOf` wrote; null for the beginning. */
export function placeOf(cursor: string | undefined): Place | null {
  if (cursor === undefined) return null;
  const split = cursor.indexOf('_');
  return { at: new Date(Number(cursor.slice(0, split))), id: cursor.slice(split + 1) };
}
