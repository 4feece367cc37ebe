import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { defineOperation } from '../edges.js';
import { listFriendDocuments } from '../friends/index.js';
import { eachLimited } from '../shared/each-limited.js';
import { BULK_TAGGING, BulkInput, tagPiece, untagPiece } from './bulk-tagging.js';
import { RECOMPUTE_TAG } from './edit-tag.js';
import { refoldTags } from './refold-tags.js';
import { DELETE_TAG, takeTagAway } from './delete-tag.js';
import { TagModel } from './tag.model.js';
import { forgetTagging, FRESH_MS } from './tagging.js';

const PAGE = 100;
const AT_ONCE = 4;

/** Folds a tag again on every friend who has it, after its definition changed. */
const recompute = defineOperation({
  kind: RECOMPUTE_TAG,
  input: z.object({ tagId: z.string(), revision: z.number() }),
  async step(ctx, { channelId, cursor, input: { tagId, revision } }) {
    // From then on every process knows the changed definition.
    if (cursor === null) await wait(FRESH_MS + 100);
    forgetTagging(channelId);
    const page = await listFriendDocuments({ channelId, 'tags.tagId': tagId }, { afterId: cursor, limit: PAGE });
    await eachLimited(page, AT_ONCE, async (friend) => void (await refoldTags(ctx, friend, [tagId])));
    const isDone = page.length < PAGE;
    if (isDone)
      await TagModel.updateOne(
        { _id: `${channelId}/${tagId}`, foldRevision: revision },
        { $unset: { formerFadings: '' } },
      );
    return { cursor: page.at(-1)?._id ?? cursor, isDone, done: page.length };
  },
});

/** Takes a tag that is deleted off the friends who have it; the ledger stays. */
const remove = defineOperation({
  kind: DELETE_TAG,
  input: z.object({ tagId: z.string() }),
  async step(ctx, { channelId, cursor, input: { tagId }, ...running }) {
    if (cursor === null) await wait(FRESH_MS + 100);
    const page = await listFriendDocuments({ channelId, 'tags.tagId': tagId }, { afterId: cursor, limit: PAGE });
    await eachLimited(page, AT_ONCE, (friend) => takeTagAway(ctx, friend, tagId, running));
    return { cursor: page.at(-1)?._id ?? cursor, isDone: page.length < PAGE, done: page.length };
  },
});

/** Tags many friends, or takes the tag from them. */
const bulk = defineOperation({
  kind: BULK_TAGGING,
  input: BulkInput,
  step: tagPiece,
  undo: { withinHours: 24, step: untagPiece },
});

export const operations = [recompute, remove, bulk];
