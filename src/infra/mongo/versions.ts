import type { Actor, Context } from '../../context.js';
import { ConflictError, InvalidInputError, NotFoundError } from '../../errors.js';
import { newId } from '../ids.js';
import { Anything, isDuplicateKey, type Filter, type Index, type Model } from './model.js';

/** One version of a definition, as it was saved; never changed. The newest is the one in force. */
export interface Version<Definition> {
  /** `definitionId/version`. */
  _id: string;
  channelId: string;
  definitionId: string;
  version: number;
  definition: Definition;
  savedAt: Date;
  savedBy: Actor;
}

/** Fields and indexes of a collection of versions. */
export const VERSION_FIELDS = {
  channelId: String,
  definitionId: String,
  version: Number,
  definition: Anything,
  savedAt: Date,
  savedBy: Anything,
};
export const VERSION_INDEXES: Index[] = [
  [{ definitionId: 1, version: -1 }, { unique: true }],
  [{ channelId: 1, version: -1 }],
];

type Needs = Pick<Context, 'actor' | 'clock'>;

/** Definitions of one kind that are saved in versions: one insertion is the whole change. */
export interface Versions<Definition> {
  create(ctx: Needs, channelId: string, definition: Definition): Promise<Version<Definition>>;
  /** Saves the next version; `edited` is the one that was edited: whoever is late is told who was first. */
  update(ctx: Needs, id: string, edited: number, definition: Definition): Promise<Version<Definition>>;
  /** The newest version, or the one that is asked for; NotFoundError when there is none. */
  get(id: string, version?: number): Promise<Version<Definition>>;
  /** The newest version of each, the latest made first. */
  list(channelId: string): Promise<Version<Definition>[]>;
  /** Throws InvalidInputError, naming those that a channel has, when one of these ids, given as `field`, is none of them. */
  require(channelId: string, ids: readonly string[], field: string): Promise<void>;
  listVersions(id: string, limit: number): Promise<Version<Definition>[]>;
  /** Removes every version. */
  remove(id: string): Promise<void>;
}

/** Keeps definitions in `model`; `thing` is what people call one, at most `max` of them are in a channel. */
export function versionsIn<Definition extends { name: string }>(
  model: Model<Version<Definition>>,
  thing: string,
  max: number,
): Versions<Definition> {
  type Stored = Version<Definition>;
  const found = (filter: object) => model.find(filter as Filter<Stored>).sort({ version: -1 });

  const get = async (id: string, version?: number) => {
    const [newest] = (await found({ definitionId: id, ...(version === undefined ? {} : { version }) })
      .limit(1)
      .lean()) as Stored[];
    if (newest) return newest;
    throw new NotFoundError(version === undefined ? thing : `version ${version} of ${thing}`, id);
  };
  const insert = async (
    ctx: Needs,
    stored: Pick<Stored, 'channelId' | 'definitionId' | 'version' | 'definition'>,
  ): Promise<Stored> => {
    const _id = `${stored.definitionId}/${stored.version}`;
    const document: Stored = { _id, ...stored, savedAt: ctx.clock.now(), savedBy: ctx.actor };
    await model.collection.insertOne(document as never);
    return document;
  };
  const list = async (channelId: string): Promise<Stored[]> => {
    const newest = await model.aggregate<{ newest: Stored }>([
      { $match: { channelId } },
      { $sort: { version: -1 } },
      { $group: { _id: '$definitionId', newest: { $first: '$$ROOT' } } },
      { $sort: { _id: -1 } },
    ]);
    return newest.map((one) => one.newest);
  };
  return {
    async create(ctx, channelId, definition) {
      const made = await model.countDocuments({ channelId, version: 1 } as Filter<Stored>);
      if (made >= max) throw new ConflictError(`A channel has at most ${max} of each ${thing}.`);
      return insert(ctx, { channelId, definitionId: newId(), version: 1, definition });
    },
    async update(ctx, id, edited, definition) {
      const stored = await get(id);
      const late = ({ version, savedBy, savedAt }: Stored) =>
        new ConflictError(
          `The ${thing} ${id} is at version ${version}, saved at ${savedAt.toISOString()}, not ${edited}; look at it first.`,
          { version, savedBy, savedAt },
        );
      if (stored.version !== edited) throw late(stored);
      const next = { channelId: stored.channelId, definitionId: id, version: edited + 1, definition };
      return insert(ctx, next).catch(async (error: unknown) => {
        throw isDuplicateKey(error) ? late(await get(id)) : error;
      });
    },
    get,
    list,
    async require(channelId, ids, field) {
      if (ids.length === 0) return;
      const known = await list(channelId);
      const unknown = ids.find((id) => known.every(({ definitionId }) => definitionId !== id));
      if (unknown === undefined) return;
      const names = known.map(({ definitionId, definition }) => `${definitionId} (${definition.name})`).join(', ');
      throw new InvalidInputError(
        'invalid_input',
        `${field} ${unknown} is not a ${thing} of channel ${channelId}; it has ${names || 'none'}.`,
      );
    },
    listVersions: async (id, limit) => found({ definitionId: id }).limit(limit).lean<Stored[]>(),
    async remove(id) {
      await model.deleteMany({ definitionId: id } as Filter<Stored>);
    },
  };
}
