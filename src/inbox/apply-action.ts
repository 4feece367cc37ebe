import type { Context } from '../context.js';
import { assertNever } from '../shared/assert-never.js';
import { act } from './act.js';
import type { BulkAction } from './core/macro.js';
import type { Conversation } from './conversation.model.js';
import { editConversation } from './edit-conversation.js';

const MINUTE_MS = 60_000;

/** Does one thing to a conversation, as a macro or an operation has it. */
export async function applyAction(
  ctx: Pick<Context, 'actor' | 'caller' | 'clock' | 'publish' | 'signal' | 'wake'>,
  conversationId: string,
  action: BulkAction,
  by: { operationId?: string } = {},
): Promise<Conversation> {
  switch (action.kind) {
    case 'labels': {
      const { add: addLabels, remove: removeLabels } = action;
      return editConversation(ctx, conversationId, { addLabels, removeLabels }, by);
    }
    case 'priority':
      return editConversation(ctx, conversationId, { priority: action.priority }, by);
    case 'team':
      return editConversation(ctx, conversationId, { teamId: action.teamId }, by);
    case 'snooze': {
      const { minutes } = action;
      const until = minutes === null ? null : new Date(ctx.clock.now().getTime() + minutes * MINUTE_MS);
      return act(ctx, conversationId, { kind: 'snooze', until }, by);
    }
    case 'assign':
    case 'handOver':
    case 'release':
    case 'resolve':
    case 'reopen':
      return act(ctx, conversationId, action, by);
    default:
      return assertNever(action);
  }
}
