import { mask } from '../access/core/mask.js';
import { lookAtChats, type Change } from '../inbox/index.js';
import { chatsOf, mayReadNotice, presentNotice, readNotices } from '../notices/index.js';
import { chunk } from '../shared/chunk.js';
import { readsNotices, tell, type OpenStream } from './open-stream.js';

const READ_MAX = 200; // notices of one query
const KEY = 'notice/';

/** A change of a notice among those of conversations: known by another name, and each time another version. */
export const asChange = ({ id, at }: { id: string; at: Date }): Change => ({
  id: `${KEY}${id}`,
  at,
  version: at.getTime(),
});

/** The notice of such a change. */
export const noticeIdOf = ({ id }: Pick<Change, 'id'>): string => id.slice(KEY.length);

/**
 * Tells consoles how notices are now, those whose role may read them and sees the chat that they tell of. Resolves to the versions that were told, under the names
 * of `asChange`.
 */
export async function tellNotices(
  streams: OpenStream[],
  noticeIds: string[],
  position: Date,
): Promise<Map<string, number>> {
  const told = new Map<string, number>();
  const readers = streams.filter(({ viewer }) => readsNotices(viewer));
  if (readers.length === 0) return told;
  for (const ids of chunk(noticeIds, READ_MAX)) {
    const notices = await readNotices(ids);
    const viewers = readers.map(({ viewer }) => viewer);
    const mayRead = await lookAtChats(viewers, chatsOf(notices));
    for (const notice of notices) {
      for (const stream of readers) {
        if (stream.channelId !== null && stream.channelId !== notice.channelId) continue;
        if (!mayReadNotice(mayRead, stream.viewer, notice)) continue;
        tell(
          stream,
          position,
          'notice',
          mask(presentNotice(notice), stream.viewer.caller.rights.maskedFields) as object,
        );
      }
      const { _id: id, changedAt } = notice;
      if (changedAt) told.set(`${KEY}${id}`, changedAt.getTime());
    }
  }
  return told;
}
