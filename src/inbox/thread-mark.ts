import { createHash } from 'node:crypto';
import { ConversationModel } from './conversation.model.js';
import { withNames } from './members.js';
import { readSide } from './read-thread.js';

const LINES_LOOKED_AT = 50; // as many as a console shows at first

/** How the newest lines of a thread stand: another mark means that there is something to read. */
export interface ThreadMark {
  mark: string;
  /** Whether something is still on its way to LINE. */
  isMoving: boolean;
}

/** The mark of a conversation's thread; null when there is no such conversation. */
export async function markThread(conversationId: string): Promise<ThreadMark | null> {
  const conversation = await ConversationModel.findById(conversationId).lean();
  if (!conversation) return null;
  const newest = await readSide(conversation, { direction: 'before', place: null }, LINES_LOOKED_AT);
  const lines = await withNames(conversation, newest);
  const mark = createHash('sha256').update(JSON.stringify(lines)).digest('base64url');
  return { mark, isMoving: lines.some(({ data }) => MOVING.has(stateOf(data['outcome']))) };
}

const MOVING = new Set(['planned', 'inFlight']);

const stateOf = (outcome: unknown) => String((outcome as { state?: unknown } | undefined)?.state);
