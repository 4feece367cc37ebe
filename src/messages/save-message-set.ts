import { resolveChannel } from '../channels/index.js';
import type { Context } from '../context.js';
import { ConflictError, InvalidInputError, NotFoundError } from '../errors.js';
import { newId } from '../infra/ids.js';
import { insertNew, isDuplicateKey } from '../infra/mongo/model.js';
import { inspectMessageSet } from './inspect-message-set.js';
import { listSpokenOf, type MessageSetContent } from './core/message-set.js';
import { MESSAGE_SETS_MAX, MessageSetModel, MessageSetVersionModel, type MessageSet } from './message-set.model.js';

type Needs = Pick<Context, 'actor' | 'clock' | 'listNames' | 'secrets' | 'connectLine'>;

/** A message set as saved, and what does not keep it from being used. */
export interface SavedMessageSet {
  set: MessageSet;
  warnings: string[];
}

/** Saves a new message set; InvalidInputError naming every problem. */
export async function createMessageSet(
  ctx: Needs,
  channelId: string | undefined,
  content: MessageSetContent,
): Promise<SavedMessageSet> {
  const channel = await resolveChannel(ctx, channelId);
  if ((await MessageSetModel.countDocuments({ channelId: channel._id })) >= MESSAGE_SETS_MAX)
    throw new ConflictError(`A channel has at most ${MESSAGE_SETS_MAX} message sets.`);
  const { checkedByLine, warnings } = await requireSound(ctx, channel._id, content);
  const now = ctx.clock.now();
  const set: MessageSet = {
    _id: newId(),
    channelId: channel._id,
    version: 1,
    createdAt: now,
    savedAt: now,
    savedBy: ctx.actor,
    ...toFields(content, checkedByLine),
  };
  await MessageSetModel.collection.insertOne(set as never).catch((error: unknown) => {
    throw isDuplicateKey(error) ? nameTaken(content) : error;
  });
  await keepVersion(set);
  return { set, warnings };
}

/** Saves the next version of a message set. `version` is the one that was edited: whoever is late is told who was first. */
export async function updateMessageSet(
  ctx: Needs,
  id: string,
  version: number,
  content: MessageSetContent,
): Promise<SavedMessageSet> {
  const stored = await getMessageSet(id);
  if (stored.version !== version) throw late(stored, version);
  const { checkedByLine, warnings } = await requireSound(ctx, stored.channelId, content);
  // The version that is replaced may not be kept yet, when the process that saved it died in between.
  await keepVersion(stored);
  const changed = {
    version: version + 1,
    savedAt: ctx.clock.now(),
    savedBy: ctx.actor,
    ...toFields(content, checkedByLine),
  };
  const written = await MessageSetModel.collection
    .updateOne({ _id: id as never, version }, { $set: changed })
    .catch((error: unknown) => {
      throw isDuplicateKey(error) ? nameTaken(content) : error;
    });
  if (written.matchedCount === 0) throw late(await getMessageSet(id), version);
  const set = { ...stored, ...changed };
  await keepVersion(set);
  return { set, warnings };
}

/** The message set; NotFoundError when there is none. */
export async function getMessageSet(id: string): Promise<MessageSet> {
  const set = await MessageSetModel.findById(id).lean();
  if (!set) throw new NotFoundError('message set', id);
  return set;
}

/** Keeps the newest version among the others; doing so again is harmless. */
export async function keepVersion(set: MessageSet): Promise<void> {
  const { _id: messageSetId, channelId, version, name, content, checkedByLine, savedAt, savedBy } = set;
  const kept = { _id: `${messageSetId}/${version}`, channelId, messageSetId, version, name };
  await insertNew(MessageSetVersionModel, [{ ...kept, content, checkedByLine, savedAt, savedBy }]);
}

async function requireSound(ctx: Needs, channelId: string, content: MessageSetContent) {
  const { problems, ...found } = await inspectMessageSet(ctx, channelId, content);
  if (problems.length === 0) return found;
  throw new InvalidInputError('invalid_input', `Message set ${content.name}: ${problems.join('; ')}.`, { problems });
}

function toFields(content: MessageSetContent, checkedByLine: boolean) {
  const { name, contentType, variants } = content;
  return {
    name,
    contentType,
    variantKeys: variants.map(({ key }) => key),
    languages: [...new Set(variants.flatMap(({ languages }) => Object.keys(languages)))],
    content: JSON.stringify(content),
    speaksOf: listSpokenOf(content),
    checkedByLine,
  };
}

const nameTaken = ({ name }: MessageSetContent) => new ConflictError(`A message set is named ${name} already.`);

function late({ name, version, savedBy, savedAt }: MessageSet, edited: number): ConflictError {
  const who = savedBy.kind === 'apiKey' ? `API key ${savedBy.keyId}` : savedBy.kind;
  return new ConflictError(
    `Message set ${name} is at version ${version}, saved by ${who} at ${savedAt.toISOString()}, not ${edited}; look at it first.`,
    { version, savedBy, savedAt },
  );
}
