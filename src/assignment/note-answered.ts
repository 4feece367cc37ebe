import { findConversation } from '../inbox/index.js';
import { untilWritten } from '../infra/mongo/model.js';
import { AssignmentModel } from './assignment.model.js';
import { ensureAssignment } from './follow-conversation.js';

/** Notes who of the staff answered in a conversation, unless somebody did later. */
export async function noteAnswered(conversationId: string, staffId: string, answeredAt: Date): Promise<void> {
  const conversation = await findConversation(conversationId);
  if (!conversation) return;
  await ensureAssignment(conversation);
  await untilWritten(() =>
    AssignmentModel.collection.updateOne(
      { _id: conversationId as never, $or: [{ answeredAt: null }, { answeredAt: { $lt: answeredAt } }] },
      { $set: { answeredBy: staffId, answeredAt } },
    ),
  );
}

/** Notes who put a conversation back: they are not given it again before somebody else had it. */
export async function notePutBack(conversationId: string, staffId: string): Promise<void> {
  await untilWritten(() =>
    AssignmentModel.collection.updateOne({ _id: conversationId as never }, { $set: { notTo: staffId } }),
  );
}
