import type { Context, Reference } from '../context.js';
import type { RunningOperation } from '../edges.js';
import { ConflictError } from '../errors.js';
import { changeFriend, countFriends, publishOutbox, type FriendDocument } from '../friends/index.js';
import { isActive } from '../friends/core/friend-tag.js';
import { insertNew } from '../infra/mongo/model.js';
import { startOperation } from '../operations/index.js';
import { nextTagCheckAt } from './core/settle.js';
import { tagRemoved } from './events.js';
import { getTag } from './find-tags.js';
import { entryIdOf, toRow } from './record-tag-entries.js';
import { TagLedgerModel, TagModel } from './tag.model.js';
import { forgetTagging, readTagging } from './tagging.js';

export const DELETE_TAG = 'tags.delete';

/** What speaks of a tag, and how many friends have it. */
export async function listTagUses(
  ctx: Pick<Context, 'findReferences'>,
  channelId: string,
  tagId: string,
): Promise<{ references: Reference[]; friends: number }> {
  await getTag(channelId, tagId);
  return countUses(ctx, channelId, tagId);
}

async function countUses(ctx: Pick<Context, 'findReferences'>, channelId: string, tagId: string) {
  const [references, friends] = await Promise.all([
    ctx.findReferences(channelId, { kind: 'tag', id: tagId }),
    countFriends({ channelId, 'tags.tagId': tagId }),
  ]);
  return { references, friends };
}

/**
 * Deletes a tag. While something speaks of it or friends have it, only when that is forced: then what speaks of it finds no
 * friend any more, and an operation takes it off the friends. Its ledger stays.
 */
export async function deleteTag(
  ctx: Pick<Context, 'actor' | 'clock' | 'wake' | 'findReferences'>,
  channelId: string,
  tagId: string,
  { isForced }: { isForced: boolean },
): Promise<{ friends: number; operationId: string | null }> {
  const uses = await countUses(ctx, channelId, tagId);
  // One that was deleted may be left on friends, when taking it off them was cancelled.
  if (!isForced || uses.friends === 0) await getTag(channelId, tagId);
  if (!isForced && (uses.references.length > 0 || uses.friends > 0))
    throw new ConflictError(
      `Tag ${tagId} is used by ${uses.references.length} rules or settings and ${uses.friends} friends; force=true deletes it all the same.`,
      uses,
    );
  await TagModel.deleteOne({ _id: `${channelId}/${tagId}` });
  forgetTagging(channelId);
  if (uses.friends === 0) return { friends: 0, operationId: null };
  const operation = await startOperation(ctx, { channelId, kind: DELETE_TAG, input: { tagId } });
  return { friends: uses.friends, operationId: operation._id };
}

/** Takes a tag whose definition has gone off a friend, announcing the end of one that was active. The ledger has it, too. */
export async function takeTagAway(
  ctx: Pick<Context, 'actor' | 'clock' | 'publish'>,
  friend: FriendDocument,
  tagId: string,
  { id: operationId, startedAt }: Pick<RunningOperation, 'id' | 'startedAt'>,
): Promise<void> {
  const source = { kind: 'tag', id: tagId };
  const entry = {
    tagId,
    op: 'remove' as const,
    weight: 0,
    at: startedAt,
    eventId: `deleted:${operationId}`,
    source,
    actor: ctx.actor,
  };
  await insertNew(TagLedgerModel, [
    toRow(friend, { ...entry, id: entryIdOf(friend, entry) }, ctx.clock.now(), undefined),
  ]);
  const { behaviours } = await readTagging(ctx, friend.channelId);
  const changed = await changeFriend(ctx, friend, (current) => {
    const state = current.tags.find((one) => one.tagId === tagId);
    if (!state) return null;
    const now = ctx.clock.now();
    const tags = current.tags.filter((one) => one !== state);
    const removed = tagRemoved.of({ tagId, source }, now);
    return {
      set: { tags, tagsCheckAt: nextTagCheckAt(tags, behaviours) },
      announce: isActive(state, now) ? [removed] : [],
    };
  });
  await publishOutbox(ctx, changed);
}
