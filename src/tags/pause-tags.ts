import type { Context } from '../context.js';
import type { FriendDocument } from '../friends/index.js';
import { recordTagEntries } from './record-tag-entries.js';
import { readTagging } from './tagging.js';

/**
 * Stops or restarts the clocks of those of a friend's tags that stand still while they block us. Both are written down for
 * each such tag, whatever its state: they may be told in the wrong order.
 */
export async function pauseTags(
  ctx: Pick<Context, 'clock'>,
  friend: FriendDocument,
  { op, eventId, at }: { op: 'pause' | 'resume'; eventId: string; at: Date },
): Promise<FriendDocument> {
  const { behaviours } = await readTagging(ctx, friend.channelId);
  const standing = friend.tags.filter(({ tagId }) => behaviours.get(tagId)?.whileBlocked === 'pause');
  const entries = standing.map(({ tagId }) => ({
    tagId,
    op,
    weight: 0,
    at,
    eventId,
    source: { kind: 'standing', id: op },
  }));
  const { friend: changed } = await recordTagEntries(ctx, friend, entries);
  return changed;
}
