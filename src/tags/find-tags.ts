import { NotFoundError } from '../errors.js';
import { TagDefinition } from './core/tag.js';
import { PER_CHANNEL_MAX, TagModel, type Tag } from './tag.model.js';

/** The tag; NotFoundError when the channel has none of this id. */
export async function getTag(channelId: string, tagId: string): Promise<Tag> {
  const tag = await TagModel.findById(`${channelId}/${tagId}`).lean();
  if (!tag) throw new NotFoundError('tag', tagId);
  return completed(tag);
}

/** The tags of a channel in the order of their ids. */
export async function listTags(channelId: string): Promise<Tag[]> {
  const tags = await TagModel.find({ channelId }).sort({ tagId: 1 }).limit(PER_CHANNEL_MAX).lean();
  return tags.map(completed);
}

/** An earlier version stored tags without what has a default now. */
const completed = (tag: Tag): Tag => ({ ...tag, ...TagDefinition.strip().parse(tag) });
