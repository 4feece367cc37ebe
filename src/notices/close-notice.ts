import type { Context } from '../context.js';
import { NotFoundError } from '../errors.js';
import { untilWritten } from '../infra/mongo/model.js';
import { signalNotice } from './changes.js';
import { NoticeModel, type Notice } from './notice.model.js';

/** Marks a notice as done, when there is one that is not. Consoles hear of it. */
export async function closeNotice(ctx: Pick<Context, 'clock' | 'signal'>, id: string): Promise<void> {
  const closed = await untilWritten(() =>
    NoticeModel.collection.updateOne(
      { _id: id as never, doneAt: null },
      { $set: { doneAt: ctx.clock.now() }, $currentDate: { changedAt: true } },
    ),
  );
  if (closed.matchedCount > 0) signalNotice(ctx, id);
}

/** The same for one that there is, as it is then; NotFoundError when there is none. */
export async function markDone(ctx: Pick<Context, 'clock' | 'signal'>, id: string): Promise<Notice> {
  await closeNotice(ctx, id);
  const done = await NoticeModel.findById(id).lean();
  if (!done) throw new NotFoundError('notice', id);
  return done;
}
