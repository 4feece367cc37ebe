import type { Context } from '../context.js';
import { untilWritten } from '../infra/mongo/model.js';
import { closeNotice } from './close-notice.js';
import { NoticeModel } from './notice.model.js';

/** From now on promotions wait until the complaint of a notice is closed; that somebody has seen the notice ends nothing. */
export const openComplaint = (noticeId: string): Promise<void> => write(noticeId, 'open');

/** Ends what held promotions back, and with it the notice. */
export async function closeComplaint(ctx: Pick<Context, 'clock' | 'signal'>, noticeId: string): Promise<void> {
  await write(noticeId, 'closed');
  await closeNotice(ctx, noticeId);
}

async function write(noticeId: string, complaint: 'open' | 'closed'): Promise<void> {
  await untilWritten(() =>
    NoticeModel.updateOne({ _id: noticeId, complaint: { $ne: complaint } }, { $set: { complaint } }),
  );
}
