import { requireAnswering } from '../access/index.js';
import type { Context } from '../context.js';
import { ConflictError, InvalidInputError } from '../errors.js';
import { isDuplicateKey } from '../infra/mongo/model.js';
import { openForOf } from './open-conversation.js';
import { changeConversation } from './change-conversation.js';
import { decide, type ConversationEvent, type Standing } from './core/conversation.js';
import type { Conversation } from './conversation.model.js';
import { requireInGroup } from './group-left.js';
import { getConversation } from './visibility.js';
import { wakeSnoozed } from './wake-snoozed.js';

/** What staff can do to a conversation beside answering. */
export type StaffEvent = Exclude<
  ConversationEvent,
  { kind: 'inbound' | 'botAnswered' | 'staffAnswered' | 'scheduledLeft' | 'wake' }
>;

/** How something is done: by which operation, for what reason as the thread shows it, and while what holds of it. */
interface Doing {
  operationId?: string | undefined;
  because?: Record<string, unknown> | undefined;
  onlyIf?: (current: Conversation) => boolean;
}

/**
 * Moves a conversation by the table of core/conversation.ts. Of many who claim one at once exactly one has it. ConflictError
 * when its state does not allow it, or it would go on in a group that the account has left; doing again what is done changes nothing.
 */
export async function act(
  ctx: Pick<Context, 'actor' | 'caller' | 'clock' | 'publish' | 'signal' | 'wake'>,
  conversationId: string,
  event: StaffEvent,
  { operationId, because, onlyIf }: Doing = {},
): Promise<Conversation> {
  if ((event.kind === 'claim' || event.kind === 'assign') && event.staffId !== null)
    await requireAnswering(event.staffId);
  const conversation = await getConversation(ctx, conversationId);
  const goesOn = event.kind === 'reopen' || event.kind === 'handOver';
  if (goesOn && conversation.state === 'resolved') await requireInGroup(conversation);
  const now = ctx.clock.now();
  if (event.kind === 'snooze' && event.until !== null && event.until <= now)
    throw new InvalidInputError('invalid_input', `until is ${event.until.toISOString()}; it must be later than now.`);
  const acted = await changeConversation(ctx, conversation, (current) => {
    if (onlyIf && !onlyIf(current)) return null;
    const decision = decide(current, event, now);
    if (decision.kind === 'refused') throw new ConflictError(`Conversation ${conversationId} ${decision.why}.`);
    if (decision.kind === 'nothing') return null;
    const { next, announce } = decision;
    const isOver = next.state === 'resolved';
    return {
      set: {
        ...next,
        snoozedUntil: next.snoozedUntil ?? null,
        waitingSince: next.waitingSince ?? null,
        stateAt: current.state === next.state ? current.stateAt : now,
        openFor: isOver ? null : openForOf(current),
        resolvedAt: isOver ? now : null,
      },
      entry: announce,
      announce,
      data: { ...dataOf(event, current, next), ...because },
      operationId,
    };
  }).catch((error: unknown) => {
    if (!isDuplicateKey(error)) throw error;
    throw new ConflictError(`Conversation ${conversationId} stays resolved: another one with the same friend is open.`);
  });
  wakeSnoozed(ctx, acted);
  return acted;
}

/** What undoing needs to know. */
const dataOf = (event: StaffEvent, current: Conversation, next: Standing): Record<string, unknown> => ({
  before: {
    state: current.state,
    assigneeId: current.assigneeId,
    heldSince: current.heldSince,
    snoozedUntil: current.snoozedUntil ?? null,
  },
  after: { state: next.state, assigneeId: next.assigneeId, heldSince: next.heldSince },
  ...('staffId' in event ? { assigneeId: event.staffId } : {}),
  ...('until' in event ? { until: event.until } : {}),
});
