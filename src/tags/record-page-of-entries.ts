import type { Context } from '../context.js';
import { changeFriends, publishOutbox, type FriendDocument } from '../friends/index.js';
import { insertNew } from '../infra/mongo/model.js';
import { eachLimited } from '../shared/each-limited.js';
import { pausesWhileBlocked } from './core/blocking.js';
import { changeTags, isInOrder, isSame, type EntryEffect } from './core/change-tags.js';
import { entryIdOf, recordTagEntries, toFriendChange, toRow, type NewTagEntry } from './record-tag-entries.js';
import { TagLedgerModel } from './tag.model.js';
import { readTagging } from './tagging.js';

const AT_ONCE = 4;

/**
 * Does one thing to a tag of each of many friends of a channel, and publishes what that announces. Those for whom it is in
 * order cost one insert and one update together; the others are folded one by one. Resolves to what it did, by friend.
 */
export async function recordPageOfEntries(
  ctx: Pick<Context, 'clock' | 'publish'>,
  channelId: string,
  given: { friend: FriendDocument; entry: NewTagEntry }[],
): Promise<Map<string, EntryEffect>> {
  const { behaviours } = await readTagging(ctx, channelId);
  const now = ctx.clock.now();
  const planned = given.map(({ friend, entry }) => {
    const identified = { ...entry, id: entryIdOf(friend, entry) };
    const isPlain =
      pausesWhileBlocked(friend, behaviours, [identified]).length === 0 && isInOrder(friend, behaviours, [identified]);
    return {
      friend,
      entry: identified,
      change: isPlain ? changeTags(friend, behaviours, [identified], now, null) : null,
    };
  });
  const plain = planned.flatMap((one) => (one.change ? [{ ...one, change: one.change }] : []));
  const rows = plain.map(({ friend, entry, change }) => toRow(friend, entry, now, change.effects[0]));
  const areNew = (await insertNew(TagLedgerModel, rows)) === rows.length;
  const left = new Set(planned.filter(({ change }) => !change || !areNew).map(({ friend }) => friend._id));
  if (areNew) {
    const changes = new Map(plain.map(({ friend, change }) => [friend._id, { rev: friend.rev, change }]));
    await changeFriends(
      ctx,
      plain.map(({ friend }) => friend),
      (friend) => {
        const plan = changes.get(friend._id);
        if (plan?.rev === friend.rev) return toFriendChange(plan.change);
        // Somebody else was faster: for this friend, or for another one of the page and this one is written already.
        if (!plan || !isSame(plan.change.set.tags, friend.tags)) left.add(friend._id);
        return null;
      },
    );
  }
  const effects = new Map(plain.flatMap(({ friend, change }) => change.effects.map((one) => [friend._id, one])));
  const again = given.filter(({ friend }) => left.has(friend._id));
  await eachLimited(again, AT_ONCE, async ({ friend, entry }) => {
    const done = await recordTagEntries(ctx, friend, [entry]);
    const own = done.effects.find(({ id }) => id === entryIdOf(friend, entry));
    if (own) effects.set(friend._id, own);
    await publishOutbox(ctx, done.friend);
  });
  return effects;
}
