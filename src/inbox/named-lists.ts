import type { Context } from '../context.js';
import { ConflictError, NotFoundError } from '../errors.js';
import { newId } from '../infra/ids.js';
import { isDuplicateKey, type Filter, type Model } from '../infra/mongo/model.js';

const PER_CHANNEL_MAX = 200;

interface Named {
  _id: string;
  channelId: string;
  name: string;
  createdAt: Date;
}

/** What staff of a channel save under a name of its own: macros, views. */
export interface NamedList<Item extends Named, Input extends { name: string }> {
  add(ctx: Pick<Context, 'clock'>, channelId: string, input: Input): Promise<Item>;
  put(id: string, input: Input): Promise<Item>;
  remove(id: string): Promise<void>;
  list(channelId: string): Promise<Item[]>;
  get(id: string): Promise<Item>;
}

/** Such a list over a collection; `thing` is what errors call one of them. */
export function namedList<Item extends Named & Input, Input extends { name: string }>(
  thing: string,
  model: Model<Item>,
): NamedList<Item, Input> {
  const unlessTaken = async <Result>({ name }: Input, write: () => Promise<Result>): Promise<Result> => {
    try {
      return await write();
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      throw new ConflictError(`There is a ${thing} called ${name} already.`);
    }
  };
  const of = (filter: object) => filter as Filter<Item>;
  return {
    async add(ctx, channelId, input) {
      if ((await model.countDocuments(of({ channelId }))) >= PER_CHANNEL_MAX)
        throw new ConflictError(`Channel ${channelId} has ${PER_CHANNEL_MAX} of them; delete a ${thing} first.`);
      const added = { ...input, _id: newId(), channelId, createdAt: ctx.clock.now() };
      await unlessTaken(input, () => model.collection.insertOne(added as never));
      return added as unknown as Item;
    },
    async put(id, input) {
      const changed = await unlessTaken(input, () =>
        model.collection.findOneAndUpdate({ _id: id as never }, { $set: input as never }, { returnDocument: 'after' }),
      );
      if (!changed) throw new NotFoundError(thing, id);
      return changed as unknown as Item;
    },
    async remove(id) {
      const { deletedCount } = await model.deleteOne(of({ _id: id }));
      if (deletedCount === 0) throw new NotFoundError(thing, id);
    },
    async list(channelId) {
      const found = await model.collection
        .find({ channelId } as never)
        .sort({ name: 1 })
        .limit(PER_CHANNEL_MAX)
        .toArray();
      return found as unknown as Item[];
    },
    async get(id) {
      const found = await model.collection.findOne({ _id: id as never });
      if (!found) throw new NotFoundError(thing, id);
      return found as unknown as Item;
    },
  };
}
