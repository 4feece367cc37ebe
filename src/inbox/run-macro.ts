import type { Context } from '../context.js';
import { AppError, NotFoundError } from '../errors.js';
import { answer } from './answer.js';
import { applyAction } from './apply-action.js';
import type { MacroAction } from './core/macro.js';
import { getMacro } from './macros.js';
import { getConversation } from './visibility.js';
import { writeNote } from './write-note.js';

/** What became of each step of a macro, in order; after one that failed, none was done. */
export interface MacroReport {
  isDone: boolean;
  steps: { kind: MacroAction['kind']; outcome: 'done' | 'failed' | 'notDone'; reason: string | null }[];
}

/** Takes the steps of a macro in a conversation, one after the other. `id` is the caller's: the same id answers once. */
export async function runMacro(
  ctx: Context,
  conversationId: string,
  { macroId, id }: { macroId: string; id: string },
): Promise<MacroReport> {
  const { actions, channelId } = await getMacro(macroId);
  const conversation = await getConversation(ctx, conversationId);
  if (conversation.channelId !== channelId) throw new NotFoundError('macro', macroId);
  const steps: MacroReport['steps'] = [];
  for (const [index, action] of actions.entries()) {
    const { kind } = action;
    if (steps.some(({ outcome }) => outcome === 'failed')) {
      steps.push({ kind, outcome: 'notDone', reason: null });
      continue;
    }
    try {
      await takeStep(ctx, conversationId, action, `${id}.${index}`);
      steps.push({ kind, outcome: 'done', reason: null });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      steps.push({ kind, outcome: 'failed', reason: error.message });
    }
  }
  return { isDone: steps.every(({ outcome }) => outcome === 'done'), steps };
}

async function takeStep(ctx: Context, conversationId: string, action: MacroAction, id: string): Promise<void> {
  switch (action.kind) {
    case 'answer':
      await answer(ctx, conversationId, { id, content: action.content });
      return;
    case 'note':
      await writeNote(ctx, conversationId, { text: action.text, mentions: [] });
      return;
    default:
      await applyAction(ctx, conversationId, action);
  }
}
