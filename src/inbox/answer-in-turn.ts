import { idOfActor } from '../access/index.js';
import { mask } from '../access/core/mask.js';
import type { Context } from '../context.js';
import { findDelivery, readSent } from '../deliveries/index.js';
import { ConflictError } from '../errors.js';
import { untilWritten } from '../infra/mongo/model.js';
import { answer, deliveryIdOf, type Answered } from './answer.js';
import { ConversationModel, type Conversation } from './conversation.model.js';
import type { AnswerContentInput, AnswerExtras } from './core/answer.js';
import { placeWithin, readPlace } from './core/thread.js';
import { dropDraft } from './drafts.js';
import { presentLine } from './present.js';
import { sentLine } from './read-thread.js';
import { getConversation } from './visibility.js';

const LEAVING_MS_MAX = 15_000; // a server that dies in the middle keeps colleagues waiting for so long
const LOOKED_AT_MAX = 50;

/**
 * Answers as a person does who has read the thread up to a place. With `seenUntil` it is refused when a colleague answered
 * after that place, or is answering at this moment: a ConflictError holds what they said, and nothing was sent. The draft of
 * whoever answers is gone afterwards.
 */
export async function answerInTurn(
  ctx: Context,
  conversationId: string,
  { seenUntil, ...given }: AnswerExtras & { id: string; content: AnswerContentInput; seenUntil?: string | undefined },
): Promise<Answered> {
  const asked = await getConversation(ctx, conversationId);
  const answered =
    seenUntil === undefined
      ? await answer(ctx, conversationId, given)
      : await inTurn(ctx, conversationId, given.id, async () => {
          await refuseIfAnswered(ctx, asked, { id: given.id, seenUntil });
          return answer(ctx, conversationId, given);
        });
  const { conversation } = answered;
  const writer = ctx.actor.kind === 'staff' ? ctx.actor.staffId : null;
  if (writer === null || !conversation.draftBy.includes(writer)) return answered;
  await dropDraft(ctx, conversationId, writer);
  return {
    ...answered,
    conversation: { ...conversation, draftBy: conversation.draftBy.filter((id) => id !== writer) },
  };
}

/** One after the other: of two who answer at the same moment the second sees what the first one said. */
async function inTurn(
  ctx: Pick<Context, 'actor' | 'clock'>,
  conversationId: string,
  id: string,
  send: () => Promise<Answered>,
): Promise<Answered> {
  const now = ctx.clock.now();
  const own = `${idOfActor(ctx.actor)}/${id}`;
  const taken = await untilWritten(() =>
    ConversationModel.updateOne(
      {
        _id: conversationId,
        $or: [
          { answering: { $exists: false } },
          { 'answering.id': own },
          { 'answering.until': { $lte: now } },
          // Left by a clock that was set back since.
          { 'answering.until': { $gt: new Date(now.getTime() + 2 * LEAVING_MS_MAX) } },
        ],
      },
      { $set: { answering: { id: own, until: new Date(now.getTime() + LEAVING_MS_MAX) } } },
    ),
  );
  if (taken.matchedCount === 0)
    throw new ConflictError(
      `Somebody else is answering conversation ${conversationId} at this moment; nothing was sent.`,
      {
        lines: [],
      },
    );
  try {
    return await send();
  } finally {
    await untilWritten(() =>
      ConversationModel.updateOne({ _id: conversationId, 'answering.id': own }, { $unset: { answering: '' } }),
    );
  }
}

async function refuseIfAnswered(
  ctx: Pick<Context, 'actor' | 'caller'>,
  { _id: conversationId, friendId, groupId }: Conversation,
  { id, seenUntil }: { id: string; seenUntil: string },
): Promise<void> {
  const isRepeated = (await findDelivery(deliveryIdOf(conversationId, id))) !== null;
  if (isRepeated) return;
  const place = placeWithin('delivery', readPlace(seenUntil));
  const sent = await readSent(friendId ?? groupId ?? '', { direction: 'after', place }, LOOKED_AT_MAX);
  const own = idOfActor(ctx.actor);
  const missed = sent.filter(
    ({ sender, state }) => sender.kind === 'inbox' && sender.id !== own && state !== 'rejected',
  );
  if (missed.length === 0) return;
  throw new ConflictError(
    `A colleague answered in conversation ${conversationId} after what you saw; nothing was sent. Send it again without seenUntil, or with the place of what they said.`,
    {
      lines: mask(
        missed.map((line) => presentLine(sentLine(line))),
        ctx.caller.rights.maskedFields,
      ),
    },
  );
}
