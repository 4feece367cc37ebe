import type { Context } from '../context.js';
import { NotFoundError } from '../errors.js';
import { untilWritten } from '../infra/mongo/model.js';
import { signalNotice } from './changes.js';
import { NoticeModel, type Notice } from './notice.model.js';

/** Takes back that a notice is done; one that is open stays so. Consoles hear of it. NotFoundError when there is none. */
export async function reopenNotice(ctx: Pick<Context, 'signal'>, id: string): Promise<Notice> {
  const reopened = await untilWritten(() =>
    NoticeModel.collection.updateOne(
      { _id: id as never, doneAt: { $ne: null } },
      { $set: { doneAt: null }, $currentDate: { changedAt: true } },
    ),
  );
  if (reopened.matchedCount > 0) signalNotice(ctx, id);
  const open = await NoticeModel.findById(id).lean();
  if (!open) throw new NotFoundError('notice', id);
  return open;
}
