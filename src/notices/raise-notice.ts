import type { Context } from '../context.js';
import { isDuplicateKey, untilWritten } from '../infra/mongo/model.js';
import { signalNotice } from './changes.js';
import { NoticeModel, type Notice } from './notice.model.js';

/** Raises a notice for staff; the same id raises it once. Consoles hear of it. */
export async function raiseNotice(
  ctx: Pick<Context, 'clock' | 'signal'>,
  { _id, ...given }: Omit<Notice, 'raisedAt' | 'doneAt' | 'changedAt'>,
): Promise<void> {
  const raised = { ...given, raisedAt: ctx.clock.now(), doneAt: null };
  try {
    await untilWritten(() =>
      NoticeModel.collection.updateOne(
        { _id: _id as never, changedAt: { $exists: false } },
        { $setOnInsert: raised, $currentDate: { changedAt: true } },
        { upsert: true },
      ),
    );
  } catch (error) {
    // One that is there does not match, and a second cannot be put beside it.
    if (!isDuplicateKey(error)) throw error;
  }
  signalNotice(ctx, _id);
}
