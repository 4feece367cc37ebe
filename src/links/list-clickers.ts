import { NotFoundError } from '../errors.js';
import { LinkClickModel, TrackedLinkModel } from './link.model.js';

/** A friend who clicked, how often, and when first and last. */
export interface Clicker {
  friendId: string;
  count: number;
  firstAt: Date;
  lastAt: Date;
}

interface Page {
  afterId: string | null;
  limit: number;
}

/** A page of the friends who clicked any link of a sender, in order of their ids, after `afterId`. */
export async function listClickers(senderId: string, page: Page): Promise<Clicker[]> {
  return readClickers({ senderId }, page);
}

/** A page of the friends who clicked one link, in order of their ids, after `afterId`; NotFoundError when there is no such link. */
export async function listLinkClickers(linkId: string, page: Page): Promise<Clicker[]> {
  if (!(await TrackedLinkModel.exists({ _id: linkId }))) throw new NotFoundError('link', linkId);
  return readClickers({ linkId }, page);
}

/** Reads until the page is full and its last friend is complete: one friend may have clicked several links. */
async function readClickers(
  of: { senderId: string } | { linkId: string },
  { afterId, limit }: Page,
): Promise<Clicker[]> {
  const after = afterId === null ? {} : { friendId: { $gt: afterId } };
  const clicks = LinkClickModel.find({ ...of, ...after })
    .sort({ friendId: 1 })
    .lean()
    .cursor({ batchSize: limit + 1 });
  const clickers: Clicker[] = [];
  for await (const { friendId, count, firstAt, lastAt } of clicks) {
    const known = clickers.at(-1);
    if (known?.friendId === friendId) {
      known.count += count;
      if (firstAt < known.firstAt) known.firstAt = firstAt;
      if (lastAt > known.lastAt) known.lastAt = lastAt;
      continue;
    }
    if (clickers.length === limit) break;
    clickers.push({ friendId, count, firstAt, lastAt });
  }
  return clickers;
}
