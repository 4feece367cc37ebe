import type { Context } from '../context.js';
import { changeConversation } from './change-conversation.js';
import { ConversationModel, type Conversation } from './conversation.model.js';
import { decide } from './core/conversation.js';

export const WAKE_CONVERSATION = 'inbox.wake';

/** Wakes the job that ends a snooze when its time comes. */
export function wakeSnoozed(ctx: Pick<Context, 'clock' | 'wake'>, { _id, snoozedUntil }: Conversation): void {
  if (snoozedUntil === undefined) return;
  const delayMs = snoozedUntil.getTime() - ctx.clock.now().getTime();
  ctx.wake(WAKE_CONVERSATION, [{ conversationId: _id }], { delayMs });
}

/** Ends a snooze whose time has come. */
export async function wakeConversation(
  ctx: Pick<Context, 'actor' | 'clock' | 'publish' | 'signal'>,
  conversationId: string,
): Promise<void> {
  const found = await ConversationModel.findById(conversationId).lean();
  if (!found) return;
  const now = ctx.clock.now();
  await changeConversation(ctx, found, (current) => {
    if (current.snoozedUntil === undefined || current.snoozedUntil > now) return null;
    const decision = decide(current, { kind: 'wake' }, now);
    if (decision.kind !== 'move') return null;
    return {
      set: { ...decision.next, snoozedUntil: null, stateAt: now },
      entry: decision.announce,
      announce: decision.announce,
    };
  });
}

const SWEEP_MAX = 200;

/** Wakes the snoozes that are over. */
export async function sweepSnoozed(ctx: Pick<Context, 'clock' | 'wake'>): Promise<void> {
  const due = await ConversationModel.find({ snoozedUntil: { $lte: ctx.clock.now() } }, { _id: 1 })
    .sort({ snoozedUntil: 1 })
    .limit(SWEEP_MAX)
    .lean();
  ctx.wake(
    WAKE_CONVERSATION,
    due.map(({ _id }) => ({ conversationId: _id })),
  );
}
