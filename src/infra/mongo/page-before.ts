/** The part of a filter that goes on before a place in the order "newest first, then by id from the last on". */
export function beforeFilter(field: string, before: { at: Date; id: string } | null): object {
  if (!before) return {};
  return { $or: [{ [field]: { $lt: before.at } }, { [field]: before.at, _id: { $lt: before.id } }] };
}

/** The place of a document in that order, as the callers of a list hand it back. */
export const cursorOf = (at: Date, id: string): string => `${at.getTime()}_${id}`;

/** A place that `cursorOf` wrote; null for the beginning. */
export function placeOf(cursor: string | undefined): { at: Date; id: string } | null {
  if (cursor === undefined) return null;
  const split = cursor.indexOf('_');
  return { at: new Date(Number(cursor.slice(0, split))), id: cursor.slice(split + 1) };
}
