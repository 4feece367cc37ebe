import type { Context } from '../context.js';
import { NoticeModel } from './notice.model.js';

/** Marks a notice as done, when there is one that is not. */
export async function closeNotice(ctx: Pick<Context, 'clock'>, id: string): Promise<void> {
  await NoticeModel.updateOne({ _id: id, doneAt: null }, { $set: { doneAt: ctx.clock.now() } });
}
