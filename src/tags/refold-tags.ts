import type { Context } from '../context.js';
import { changeFriend, publishOutbox, type FriendDocument } from '../friends/index.js';
import { changeTags } from './core/change-tags.js';
import { correctRows, entriesByTag, readLedger, toFriendChange } from './record-tag-entries.js';
import { readTagging } from './tagging.js';

/**
 * Folds tags of a friend again from their ledger, after their definition or the ledger itself changed. A tag without any
 * entry stays as it is, unless the ledger is known to be whole.
 */
export async function refoldTags(
  ctx: Pick<Context, 'clock' | 'publish'>,
  friend: string | FriendDocument,
  tagIds: string[],
  { isWhole = false }: { isWhole?: boolean } = {},
): Promise<FriendDocument> {
  const friendId = typeof friend === 'string' ? friend : friend._id;
  let ledger = await readLedger(friendId, tagIds);
  let effects: ReturnType<typeof changeTags>['effects'] = [];
  const changed = await changeFriend(ctx, friend, async (current, { isRepeated }) => {
    if (isRepeated) ledger = await readLedger(friendId, tagIds);
    const { behaviours } = await readTagging(ctx, current.channelId);
    const ledgers = entriesByTag(ledger, current.tags, behaviours);
    if (isWhole) for (const tagId of tagIds) if (!ledgers.has(tagId)) ledgers.set(tagId, []);
    const change = changeTags(current, behaviours, [], ctx.clock.now(), ledgers);
    ({ effects } = change);
    return toFriendChange(change);
  });
  await correctRows(ledger, effects);
  return publishOutbox(ctx, changed);
}
