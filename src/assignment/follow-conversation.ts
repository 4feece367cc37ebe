import type { Context } from '../context.js';
import { findConversation, type Conversation } from '../inbox/index.js';
import { insertNew, untilWritten } from '../infra/mongo/model.js';
import { AssignmentModel, type Assignment } from './assignment.model.js';
import { queueOf } from './core/queue.js';
import { freeOthers, settleSlots } from './slots.js';

/**
 * Makes what is kept about a conversation agree with it as it is now: whose capacity it counts against, and whether and where
 * it waits for somebody. May run at any time, any number of times. Resolves to whether there may be something to give.
 */
export async function followConversation(
  ctx: Pick<Context, 'actor' | 'clock'>,
  conversationId: string,
): Promise<boolean> {
  const found = await findConversation(conversationId);
  if (!found) {
    // Erased: it waits for nobody any more.
    await AssignmentModel.deleteOne({ _id: conversationId });
    return freeOthers(conversationId, null);
  }
  const { conversation, isFreed } = await settleSlots(ctx, found);
  const isWaiting = await settleQueue(ctx, conversation);
  return isFreed || isWaiting;
}

/** Whether a conversation is to be somebody's and is nobody's. */
export const isWanted = ({ state, assigneeId }: Pick<Conversation, 'state' | 'assigneeId'>): boolean =>
  state === 'open' && assigneeId === null;

/** What is kept about a conversation, begun where nothing is. */
export async function ensureAssignment(conversation: Conversation): Promise<Assignment> {
  const { _id } = conversation;
  const found = await AssignmentModel.findById(_id).lean();
  if (found) return found;
  const begun = newAssignment(conversation);
  if ((await insertNew(AssignmentModel, [begun])) === 1) return begun;
  return (await AssignmentModel.findById(_id).lean()) ?? begun;
}

function newAssignment(conversation: Conversation): Assignment {
  const { _id, channelId, friendId, groupId, priority } = conversation;
  return {
    _id,
    channelId,
    friendId,
    groupId,
    skills: [],
    openerId: openerOf(conversation),
    notTo: null,
    priority,
    since: sinceOf(conversation),
    passed: [],
    routing: null,
    rev: 0,
  };
}

const STAFF = 'staff/';
const openerOf = ({ openedBy }: Conversation): string | null =>
  openedBy.startsWith(STAFF) ? openedBy.slice(STAFF.length) : null;

const sinceOf = ({ waitingSince, stateAt }: Conversation): Date => waitingSince ?? stateAt;

/** Makes where a conversation waits agree with it; resolves to whether it does. */
export async function settleQueue(ctx: Pick<Context, 'clock'>, conversation: Conversation): Promise<boolean> {
  if (isWanted(conversation)) {
    await queueUp(ctx, conversation);
    return true;
  }
  const over = {
    $set: { rev: conversation.rev, passed: [], notTo: null, openerId: null },
    $unset: { queue: '', queuedAt: '', namedId: '' },
  };
  if (await write(conversation, over)) return false;
  await ensureAssignment(conversation);
  await write(conversation, over);
  return false;
}

async function queueUp(ctx: Pick<Context, 'clock'>, conversation: Conversation): Promise<void> {
  const { _id, rev, priority } = conversation;
  const queue = queueOf(conversation);
  const wanted = { rev, priority, since: sinceOf(conversation), queue, queuedAt: ctx.clock.now() };
  const known = await AssignmentModel.findById(_id).lean();
  if (!known && (await insertNew(AssignmentModel, [{ ...newAssignment(conversation), ...wanted }])) === 1) return;
  const isThere = known?.queue === queue && known.queuedAt !== undefined;
  await write(conversation, { $set: { ...wanted, ...(isThere ? { queuedAt: known.queuedAt } : {}) } });
}

/** What was written for a later state of the conversation stays; resolves to whether this was. */
async function write({ _id, rev }: Conversation, update: object): Promise<boolean> {
  const written = await untilWritten(() =>
    AssignmentModel.collection.updateOne({ _id: _id as never, rev: { $lte: rev } }, update as never),
  );
  return written.matchedCount === 1;
}
