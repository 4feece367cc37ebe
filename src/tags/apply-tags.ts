import type { Context } from '../context.js';
import type { FriendDocument } from '../friends/index.js';
import { recordTagEntries, type NewTagEntry } from './record-tag-entries.js';

/** One tag to apply to a friend because of one cause. */
export type TagApplication = Omit<NewTagEntry, 'op' | 'until'>;

/** Applies tags to a friend. The same cause applies a tag by the same source once, however late and often it is told. */
export async function applyTags(
  ctx: Pick<Context, 'clock'>,
  friend: FriendDocument,
  applications: TagApplication[],
): Promise<FriendDocument> {
  const { friend: tagged } = await recordTagEntries(
    ctx,
    friend,
    applications.map((application) => ({ ...application, op: 'apply' })),
  );
  return tagged;
}
