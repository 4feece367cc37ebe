import type { Context, MayReadChat } from '../context.js';
import { ForbiddenError, NotFoundError } from '../errors.js';
import { beforeFilter } from '../infra/mongo/page-before.js';
import { chatOfNotice } from './core/chat-of-notice.js';
import { NoticeModel, type Notice } from './notice.model.js';

const LISTED_MAX = 200;
const PAGES_MAX = 10; // of those that somebody may not see, no more are passed over

type Needs = Pick<Context, 'actor' | 'caller' | 'lookAtChats'>;

/** Notices of a channel, the newest first, as far as whoever asks may read the chats that they tell of; at most 200. */
export async function listNotices(
  ctx: Needs,
  { channelId, isOpen }: { channelId: string; isOpen: boolean },
): Promise<Notice[]> {
  const filter = { channelId, ...(isOpen ? { doneAt: null } : {}) };
  const seen: Notice[] = [];
  let place: { at: Date; id: string } | null = null;
  for (let pages = 0; pages < PAGES_MAX; pages += 1) {
    const page: Notice[] = await NoticeModel.find({ ...filter, ...beforeFilter('raisedAt', place) })
      .sort({ raisedAt: -1, _id: -1 })
      .limit(LISTED_MAX)
      .lean();
    seen.push(...(await visible(ctx, page)));
    const last = page.at(-1);
    if (seen.length >= LISTED_MAX || page.length < LISTED_MAX || !last) break;
    place = { at: last.raisedAt, id: last._id };
  }
  return seen.slice(0, LISTED_MAX);
}

async function visible(ctx: Needs, notices: Notice[]): Promise<Notice[]> {
  const mayRead = await ctx.lookAtChats([ctx], chatsOf(notices));
  return notices.filter((notice) => mayReadNotice(mayRead, ctx, notice));
}

/** The chats that these notices tell of. */
export const chatsOf = (notices: Notice[]) => notices.flatMap((notice) => chatOfNotice(notice) ?? []);

/** Whether somebody may read a notice, by what was looked up for its chat. */
export function mayReadNotice(
  mayRead: MayReadChat,
  viewer: Pick<Context, 'actor' | 'caller'>,
  notice: Notice,
): boolean {
  const chat = chatOfNotice(notice);
  return chat === null || mayRead(viewer, chat);
}

/** Throws NotFoundError when there is no such notice, ForbiddenError unless whoever acts may read it. */
export async function requireNotice(ctx: Needs, id: string): Promise<void> {
  const notice = await NoticeModel.findById(id).lean();
  if (!notice) throw new NotFoundError('notice', id);
  if ((await visible(ctx, [notice])).length > 0) return;
  throw new ForbiddenError(`The notice ${id} tells of a conversation that your role does not see.`, {
    kind: 'notice',
    id,
  });
}
