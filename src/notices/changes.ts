import type { Context } from '../context.js';
import { NoticeModel, type Notice } from './notice.model.js';

/** The topic of signals that name notices which were raised or are done. */
export const NOTICES_CHANGED = 'notices';

/** Tells consoles at once which notices changed; without it they find out some seconds later. */
export const signalNotice = ({ signal }: Pick<Context, 'signal'>, id: string): void => signal(NOTICES_CHANGED, [id]);

/** Which notices were raised or done after a time by the clock of the store, the earliest first; at most so many. */
export async function listNoticeChanges(after: Date, limit: number): Promise<{ id: string; at: Date }[]> {
  const changed = await NoticeModel.find({ changedAt: { $gt: after } }, { changedAt: 1 })
    .sort({ changedAt: 1 })
    .limit(limit)
    .lean();
  return changed.map(({ _id: id, changedAt: at = after }) => ({ id, at }));
}

/** When one was last, by the clock of the store. */
export async function findLatestNoticeChange(): Promise<Date> {
  const begin = new Date(0);
  const latest = await NoticeModel.findOne({ changedAt: { $gt: begin } }, { changedAt: 1 })
    .sort({ changedAt: -1 })
    .lean();
  return latest?.changedAt ?? begin;
}

/** Those of these notices that there are. */
export const readNotices = (ids: string[]): Promise<Notice[]> => NoticeModel.find({ _id: { $in: ids } }).lean();
