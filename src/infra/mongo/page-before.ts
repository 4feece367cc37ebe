/** The part of a filter that goes on before a place in the order "newest first, then by id from the last on". */
export function beforeFilter(field: string, before: { at: Date; id: string } | null): object {
  if (!before) return {};
  return { $or: [{ [field]: { $lt: before.at } }, { [field]: before.at, _id: { $lt: before.id } }] };
}

/** A place in an order of time and id, and to which side of it a page lies; null for the newest or the oldest end. */
export interface Side {
  direction: 'before' | 'after';
  place: { at: Date; id: string } | null;
}

/** The part of a filter that goes on from a place to one side of it. */
export function sideFilter(field: string, { direction, place }: Side): object {
  if (direction === 'before') return beforeFilter(field, place);
  if (!place) return {};
  return { $or: [{ [field]: { $gt: place.at } }, { [field]: place.at, _id: { $gt: place.id } }] };
}

/** The order in which such a page is read: away from the place. */
export const sideSort = (field: string, { direction }: Side): Record<string, 1 | -1> =>
  direction === 'before' ? { [field]: -1, _id: -1 } : { [field]: 1, _id: 1 };
