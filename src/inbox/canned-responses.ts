import type { Context } from '../context.js';
import { ConflictError, InvalidInputError, NotFoundError } from '../errors.js';
import { newId } from '../infra/ids.js';
import { isDuplicateKey } from '../infra/mongo/model.js';
import { parseBlocks } from '../shared/text-blocks.js';
import type { Language } from '../shared/language.js';
import { CannedResponseModel, type CannedResponse } from './canned-response.model.js';
import { CannedResponseInput } from './schemas.js';

const RESPONSES_MAX = 1_000;

type Needs = Pick<Context, 'clock'>;

/** Adds a canned response; ConflictError when the channel has one under its shortcut. */
export async function addCannedResponse(
  ctx: Needs,
  channelId: string,
  given: CannedResponseInput,
): Promise<CannedResponse> {
  const input = checked(given);
  if ((await CannedResponseModel.countDocuments({ channelId })) >= RESPONSES_MAX)
    throw new ConflictError(`Channel ${channelId} has ${RESPONSES_MAX} canned responses; delete some first.`);
  const now = ctx.clock.now();
  const added = { ...input, _id: newId(), channelId, usedCount: 0, lastUsedAt: null, createdAt: now, updatedAt: now };
  await unlessTaken(input, () => CannedResponseModel.collection.insertOne(added as never));
  return added;
}

/** Replaces what a canned response says. */
export async function putCannedResponse(ctx: Needs, id: string, given: CannedResponseInput): Promise<CannedResponse> {
  const input = checked(given);
  const changed = await unlessTaken(input, () =>
    CannedResponseModel.findOneAndUpdate(
      { _id: id },
      { $set: { ...input, updatedAt: ctx.clock.now() } },
      { returnDocument: 'after' },
    ).lean(),
  );
  if (!changed) throw new NotFoundError('canned response', id);
  return changed;
}

/** Deletes one; deleting again is an error. */
export async function deleteCannedResponse(id: string): Promise<void> {
  const { deletedCount } = await CannedResponseModel.deleteOne({ _id: id });
  if (deletedCount === 0) throw new NotFoundError('canned response', id);
}

/** Those of a channel by shortcut. */
export const listCannedResponses = (channelId: string): Promise<CannedResponse[]> =>
  CannedResponseModel.find({ channelId }).sort({ shortcut: 1 }).limit(RESPONSES_MAX).lean();

/** What a canned response says in a language, else in another that it is written in. */
export async function readCannedText(channelId: string, id: string, language: Language): Promise<string> {
  const found = await CannedResponseModel.findOne({ _id: id, channelId }).lean();
  const text = found && (found.texts[language] ?? Object.values(found.texts)[0]);
  if (!text) throw new NotFoundError('canned response', id);
  return text;
}

/** Counts that one was sent. */
export async function countCannedUse(ctx: Needs, id: string): Promise<void> {
  await CannedResponseModel.updateOne({ _id: id }, { $inc: { usedCount: 1 }, $set: { lastUsedAt: ctx.clock.now() } });
}

/** The input, whose texts can be filled. */
function checked(given: CannedResponseInput): CannedResponseInput {
  const input = CannedResponseInput.parse(given);
  for (const [language, text] of Object.entries(input.texts)) {
    const { problem } = parseBlocks(text);
    if (problem !== null) throw new InvalidInputError('invalid_input', `texts.${language} ${problem}.`);
  }
  return input;
}

async function unlessTaken<Result>({ shortcut }: CannedResponseInput, write: () => Promise<Result>): Promise<Result> {
  try {
    return await write();
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    throw new ConflictError(`There is a canned response under ${shortcut} already.`);
  }
}
