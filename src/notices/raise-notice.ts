import type { Context } from '../context.js';
import { insertNew } from '../infra/mongo/model.js';
import { NoticeModel, type Notice } from './notice.model.js';

/** Raises a notice for staff; the same id raises it once. */
export async function raiseNotice(
  ctx: Pick<Context, 'clock'>,
  given: Omit<Notice, 'raisedAt' | 'doneAt'>,
): Promise<void> {
  await insertNew(NoticeModel, [{ ...given, raisedAt: ctx.clock.now(), doneAt: null }]);
}
