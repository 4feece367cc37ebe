/** The part of a filter that goes on before a place in the order "newest first, then by id from the last on". */
export function beforeFilter(field: string, before: { at: Date; id: string } | null): object {
  if (!before) return {};
  return { $or: [{ [field]: { $lt: before.at } }, { [field]: before.at, _id: { $lt: before.id } }] };
}
