import type { Context } from '../context.js';
import type { FriendDocument } from '../friends/index.js';
import { recordTagEntries, type NewTagEntry } from './record-tag-entries.js';

/** Takes tags off a friend because of one cause; the same cause takes one off once. */
export async function removeTags(
  ctx: Pick<Context, 'clock'>,
  friend: FriendDocument,
  removals: Omit<NewTagEntry, 'op' | 'until' | 'weight'>[],
): Promise<FriendDocument> {
  const entries = removals.map((removal) => ({ ...removal, op: 'remove' as const, weight: 0 }));
  return (await recordTagEntries(ctx, friend, entries)).friend;
}
