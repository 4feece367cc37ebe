import { NotFoundError } from '../errors.js';
import { prepareMessageSet, type MessageSetContent, type ReadyMessageSet } from './core/message-set.js';
import { MessageSetModel, MessageSetVersionModel } from './message-set.model.js';

const KEPT_MAX = 100; // of at most 200 kB each
const kept = new Map<string, ReadyMessageSet>();

/** The number of the newest version; NotFoundError when the channel has no such message set, or not this version of it. */
export async function pinMessageSet(channelId: string, id: string, version?: number): Promise<number> {
  if (version !== undefined) {
    if ((await findContent(channelId, id, version)) !== null) return version;
    throw new NotFoundError('version of a message set', `${id}/${version}`);
  }
  const newest = await findNewest(channelId, id);
  if (newest === null) throw new NotFoundError('message set', id);
  return newest;
}

/**
 * A version of a message set of a channel, the newest when none is named, or null when there is none. A version never
 * changes, so it is remembered.
 */
export async function findMessageSet(channelId: string, id: string, named?: number): Promise<ReadyMessageSet | null> {
  const version = named ?? (await findNewest(channelId, id));
  if (version === null) return null;
  const key = `${channelId}/${id}/${version}`;
  const known = kept.get(key);
  const content = known === undefined ? await findContent(channelId, id, version) : null;
  const found = known ?? (content === null ? null : prepareMessageSet(JSON.parse(content) as MessageSetContent));
  if (found === null) return null;
  // Those used last stand last, and the first one goes.
  kept.delete(key);
  kept.set(key, found);
  const [oldest] = kept.keys();
  if (kept.size > KEPT_MAX && oldest !== undefined) kept.delete(oldest);
  return found;
}

async function findNewest(channelId: string, id: string): Promise<number | null> {
  const newest = await MessageSetModel.findOne({ _id: id, channelId }, { version: 1 }).lean();
  return newest?.version ?? null;
}

/** The newest version stands in the set itself until it is kept among the others. */
async function findContent(channelId: string, id: string, version: number): Promise<string | null> {
  const found =
    (await MessageSetVersionModel.findOne({ _id: `${id}/${version}`, channelId }, { content: 1 }).lean()) ??
    (await MessageSetModel.findOne({ _id: id, channelId, version }, { content: 1 }).lean());
  return found?.content ?? null;
}
