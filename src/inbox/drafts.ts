import type { Context } from '../context.js';
import { ForbiddenError } from '../errors.js';
import { untilWritten } from '../infra/mongo/model.js';
import { ConversationModel, TOUCH } from './conversation.model.js';
import { DraftModel, type Draft } from './draft.model.js';
import { signalChanged } from './signal-changed.js';
import { getConversation } from './visibility.js';

const LISTED_MAX = 100; // people who write in one conversation are few

type Needs = Pick<Context, 'actor' | 'caller' | 'clock' | 'signal'>;

/** The drafts in a conversation, the latest first. Whoever sees the conversation may read them all, to go on in one's place. */
export async function listDrafts(ctx: Pick<Context, 'actor' | 'caller'>, conversationId: string): Promise<Draft[]> {
  await getConversation(ctx, conversationId);
  return DraftModel.find({ conversationId }).sort({ savedAt: -1 }).limit(LISTED_MAX).lean();
}

/** Keeps what somebody is writing, in place of what they wrote before. Colleagues see that there is a draft. */
export async function saveDraft(ctx: Needs, conversationId: string, text: string): Promise<Draft> {
  const staffId = writerOf(ctx);
  const { channelId, friendId, draftBy } = await getConversation(ctx, conversationId);
  const draft = { channelId, conversationId, friendId, staffId, text, savedAt: ctx.clock.now() };
  const _id = `${conversationId}/${staffId}`;
  await untilWritten(() => DraftModel.updateOne({ _id }, { $set: draft }, { upsert: true }));
  if (!draftBy.includes(staffId)) {
    await changeDraftBy(conversationId, { $addToSet: { draftBy: staffId } });
    signalChanged(ctx, [conversationId]);
  }
  return { _id, ...draft };
}

/** Drops one's own draft; there need not be one. */
export async function deleteDraft(ctx: Needs, conversationId: string): Promise<void> {
  await getConversation(ctx, conversationId);
  await dropDraft(ctx, conversationId, writerOf(ctx));
}

/** Drops the draft of somebody: it was sent, or is not to be. */
export async function dropDraft(ctx: Pick<Context, 'signal'>, conversationId: string, staffId: string): Promise<void> {
  await DraftModel.deleteOne({ _id: `${conversationId}/${staffId}` });
  await changeDraftBy(conversationId, { $pull: { draftBy: staffId } });
  signalChanged(ctx, [conversationId]);
}

const changeDraftBy = (conversationId: string, change: object) =>
  untilWritten(() => ConversationModel.collection.updateOne({ _id: conversationId as never }, { ...change, ...TOUCH }));

function writerOf({ actor }: Pick<Context, 'actor'>): string {
  if (actor.kind === 'staff') return actor.staffId;
  throw new ForbiddenError('Drafts are of people who are signed in; a program has none.');
}
