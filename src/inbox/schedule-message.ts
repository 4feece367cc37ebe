import { isDeepStrictEqual } from 'node:util';
import { permits } from '../access/core/permits.js';
import { rightsOfActor } from '../access/index.js';
import type { Actor, Context } from '../context.js';
import { AppError, ConflictError, InvalidInputError, NotFoundError } from '../errors.js';
import { insertNew } from '../infra/mongo/model.js';
import { raiseNotice } from '../notices/index.js';
import { answer, getReachableFriend } from './answer.js';
import { composeAnswer } from './compose-answer.js';
import type { AnswerContent, AnswerExtras } from './core/answer.js';
import { requireInGroup } from './group-left.js';
import { ScheduledMessageModel, type ScheduledMessage } from './scheduled-message.model.js';
import { getConversation } from './visibility.js';

export const SEND_SCHEDULED = 'inbox.send-scheduled';

const AHEAD_MS_MAX = 365 * 24 * 3_600_000;
const PER_CONVERSATION_MAX = 50;
const OVERDUE_MS = 3_000;
const LEFT_MS = 30_000; // longer than an answer takes to be planned
const SWEEP_MAX = 200;

/** Schedules an answer; the same id is scheduled once, and with another content or time a ConflictError. What could not be said now is refused now. */
export async function scheduleMessage(
  ctx: Context,
  conversationId: string,
  given: AnswerExtras & { id: string; content: AnswerContent; sendAt: Date },
): Promise<ScheduledMessage> {
  const { id, content, sendAt, ...extras } = given;
  const conversation = await getConversation(ctx, conversationId);
  const now = ctx.clock.now();
  const aheadMs = sendAt.getTime() - now.getTime();
  if (aheadMs <= 0 || aheadMs > AHEAD_MS_MAX)
    throw new InvalidInputError(
      'invalid_input',
      `sendAt is ${sendAt.toISOString()}; it must be within a year from now.`,
    );
  const friend = conversation.friendId === null ? null : await getReachableFriend(conversation.friendId);
  await requireInGroup(conversation);
  await composeAnswer(ctx, { conversation, friend }, { content, ...extras });
  const waiting = await ScheduledMessageModel.countDocuments({ conversationId, state: 'scheduled' });
  if (waiting >= PER_CONVERSATION_MAX)
    throw new ConflictError(`Conversation ${conversationId} has ${waiting} scheduled messages; cancel some first.`);
  const { channelId, friendId } = conversation;
  const _id = `${conversationId}/${id}`;
  const scheduled: ScheduledMessage = {
    _id,
    channelId,
    conversationId,
    friendId,
    state: 'scheduled',
    sendAt,
    content,
    extras,
    by: ctx.actor,
    reason: null,
    createdAt: now,
    settledAt: null,
  };
  const isNew = (await insertNew(ScheduledMessageModel, [scheduled])) === 1;
  if (!isNew) {
    const known = await getScheduled(conversationId, id);
    if (!isDeepStrictEqual(known.content, content) || known.sendAt.getTime() !== sendAt.getTime())
      throw new ConflictError(
        `${id} is scheduled with another content or time; give another message an id of its own.`,
      );
    return known;
  }
  ctx.wake(SEND_SCHEDULED, [{ messageId: _id }], { delayMs: aheadMs });
  return scheduled;
}

async function getScheduled(conversationId: string, id: string): Promise<ScheduledMessage> {
  const found = await ScheduledMessageModel.findById(`${conversationId}/${id}`).lean();
  if (!found) throw new NotFoundError('scheduled message', id);
  return found;
}

/** Those of a conversation, the next first. */
export async function listScheduled(
  ctx: Pick<Context, 'actor' | 'caller'>,
  conversationId: string,
): Promise<ScheduledMessage[]> {
  await getConversation(ctx, conversationId);
  return ScheduledMessageModel.find({ conversationId }).sort({ sendAt: 1 }).limit(200).lean();
}

/** Cancels one that has not left; ConflictError once it is on its way. */
export async function cancelScheduled(
  ctx: Pick<Context, 'actor' | 'caller' | 'clock'>,
  conversationId: string,
  id: string,
): Promise<ScheduledMessage> {
  await getConversation(ctx, conversationId);
  const _id = `${conversationId}/${id}`;
  await ScheduledMessageModel.updateOne(
    { _id, state: 'scheduled' },
    { $set: { state: 'cancelled', settledAt: ctx.clock.now() } },
  );
  const cancelled = await getScheduled(conversationId, id);
  if (cancelled.state !== 'cancelled')
    throw new ConflictError(
      `Scheduled message ${id} is ${cancelled.state}; only one that is scheduled can be cancelled.`,
    );
  return cancelled;
}

/** Sends one whose time has come, as whoever scheduled it; the conversation stays in its state. Running it again sends nothing more. */
export async function sendScheduled(ctx: Context, messageId: string): Promise<void> {
  const now = ctx.clock.now();
  await ScheduledMessageModel.updateOne(
    { _id: messageId, state: 'scheduled', sendAt: { $lte: now } },
    { $set: { state: 'sending' } },
  );
  const leaving = await ScheduledMessageModel.findOne({ _id: messageId, state: 'sending' }).lean();
  if (!leaving) return;
  const { conversationId, content, extras, by, createdAt } = leaving;
  const settled = await requireMayAnswer(by)
    .then(() =>
      answer({ ...ctx, actor: by }, conversationId, { id: `scheduled.${messageId}`, content, ...extras }, createdAt),
    )
    .then(() => ({ state: 'sent' as const, reason: null }))
    .catch((error: unknown) => {
      if (!(error instanceof AppError)) throw error;
      return { state: 'failed' as const, reason: error.message };
    });
  await ScheduledMessageModel.updateOne(
    { _id: messageId, state: 'sending' },
    { $set: { ...settled, settledAt: ctx.clock.now() } },
  );
  if (settled.state !== 'failed') return;
  const { channelId, friendId } = leaving;
  const data = { conversationId, messageId, reason: settled.reason };
  await raiseNotice(ctx, { _id: `scheduled:${messageId}`, channelId, friendId, kind: 'inbox.scheduledFailed', data });
}

/** Throws ConflictError when whoever scheduled a message was removed or suspended since, or may not answer any more. */
async function requireMayAnswer(by: Actor): Promise<void> {
  const { permissions } = await rightsOfActor(by);
  if (by.kind === 'staff' && !permits(permissions, 'inbox:send'))
    throw new ConflictError(
      `${by.staffId}, who scheduled this, does not answer here any more; somebody else can send it.`,
    );
}

/** Wakes those that are due, and those whose process died while they were leaving. */
export async function sweepScheduled(ctx: Pick<Context, 'clock' | 'wake'>): Promise<void> {
  const before = (ms: number) => ({ $lte: new Date(ctx.clock.now().getTime() - ms) });
  const [due, left] = await Promise.all([
    ScheduledMessageModel.find({ state: 'scheduled', sendAt: before(OVERDUE_MS) }, { _id: 1 })
      .sort({ sendAt: 1 })
      .limit(SWEEP_MAX)
      .lean(),
    ScheduledMessageModel.find({ state: 'sending', sendAt: before(LEFT_MS) }, { _id: 1 })
      .sort({ sendAt: 1 })
      .limit(SWEEP_MAX)
      .lean(),
  ]);
  ctx.wake(
    SEND_SCHEDULED,
    [...due, ...left].map(({ _id }) => ({ messageId: _id })),
  );
}
