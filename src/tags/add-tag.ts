import type { Context } from '../context.js';
import { ConflictError } from '../errors.js';
import { countFriends } from '../friends/index.js';
import { isDuplicateKey } from '../infra/mongo/model.js';
import type { TagDefinition } from './core/tag.js';
import { requireFolder } from './tag-folders.js';
import { PER_CHANNEL_MAX, TagLedgerModel, TagModel, type Tag } from './tag.model.js';
import { forgetTagging } from './tagging.js';

/** Adds a tag to a channel. */
export async function addTag(ctx: Pick<Context, 'clock'>, channelId: string, definition: TagDefinition): Promise<Tag> {
  await requireFolder(channelId, definition.folderId);
  if ((await TagModel.countDocuments({ channelId })) >= PER_CHANNEL_MAX)
    throw new ConflictError(`A channel has at most ${PER_CHANNEL_MAX} tags.`);
  const { tagId } = definition;
  const now = ctx.clock.now();
  const tag: Tag = {
    ...definition,
    _id: `${channelId}/${tagId}`,
    channelId,
    ...((await TagLedgerModel.exists({ channelId, tagId })) ? { countsFrom: now } : {}),
    createdAt: now,
  };
  await refuseLeftover(tag);
  await TagModel.collection.insertOne(tag as never).catch((error: unknown) => {
    throw isDuplicateKey(error) ? new ConflictError(`Tag ${tagId} exists already.`) : error;
  });
  forgetTagging(channelId);
  return tag;
}

/** An earlier tag of this id may still be on friends: what is put on them now must not mix with it. */
async function refuseLeftover({ _id, channelId, tagId }: Tag): Promise<void> {
  if (await TagModel.exists({ _id })) return;
  const friends = await countFriends({ channelId, 'tags.tagId': tagId });
  if (friends > 0)
    throw new ConflictError(
      `The deleted tag ${tagId} is still being taken off ${friends} friends; add it when that is done, or delete it with force=true again.`,
    );
}
