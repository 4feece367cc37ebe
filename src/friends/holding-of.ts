import type { HoldingDefinition } from '../edges.js';
import type { Model } from '../infra/mongo/model.js';

/** A holding that is all documents of a collection that name the friend. What a merge moved remembers the merge. */
export function holdingOf<Document extends { _id: string }>(
  name: string,
  model: Model<Document>,
  {
    field = 'friendId',
    beforeErase = async () => {},
  }: { field?: string; beforeErase?: HoldingDefinition['erase'] } = {},
): HoldingDefinition {
  const { collection } = model;
  const of = (friendId: string) => ({ [field]: friendId }) as never;
  return {
    name,
    collections: [collection.collectionName],
    count: ({ _id }) => collection.countDocuments(of(_id)),
    rows: ({ _id }) => collection.find(of(_id)).sort({ _id: 1 }),
    async erase(ctx, friend) {
      await beforeErase(ctx, friend);
      await collection.deleteMany(of(friend._id));
    },
    async move(_ctx, { id, from, to }) {
      await collection.updateMany(of(from._id), { $set: { [field]: to._id, mergeId: id } });
    },
    async moveBack(_ctx, { id, from, to }) {
      const moved = { [field]: to._id, mergeId: id } as never;
      await collection.updateMany(moved, { $set: { [field]: from._id }, $unset: { mergeId: '' } });
    },
  };
}
