import type { Context } from '../context.js';
import { ConflictError } from '../errors.js';
import { isDuplicateKey } from '../infra/mongo/model.js';
import type { TagDefinition } from './core/tag.js';
import { requireFolder } from './tag-folders.js';
import { PER_CHANNEL_MAX, TagModel, type Tag } from './tag.model.js';
import { forgetTagging } from './tagging.js';

/** Adds a tag to a channel. */
export async function addTag(ctx: Pick<Context, 'clock'>, channelId: string, definition: TagDefinition): Promise<Tag> {
  await requireFolder(channelId, definition.folderId);
  if ((await TagModel.countDocuments({ channelId })) >= PER_CHANNEL_MAX)
    throw new ConflictError(`A channel has at most ${PER_CHANNEL_MAX} tags.`);
  const tag: Tag = {
    ...definition,
    _id: `${channelId}/${definition.tagId}`,
    channelId,
    createdAt: ctx.clock.now(),
  };
  await TagModel.collection.insertOne(tag as never).catch((error: unknown) => {
    throw isDuplicateKey(error) ? new ConflictError(`Tag ${definition.tagId} exists already.`) : error;
  });
  forgetTagging(channelId);
  return tag;
}
