import type { Context } from '../context.js';
import { addUrlOf, getChannel, identifyVisitor } from '../channels/index.js';
import { NotFoundError } from '../errors.js';
import { findFriendDocuments, publishOutbox, type FriendDocument } from '../friends/index.js';
import { isDuplicateKey } from '../infra/mongo/model.js';
import { applyTags } from './apply-tags.js';
import { getTag } from './find-tags.js';
import { findTagLink } from './tag-links.js';
import { TagLinkOpeningModel, type TagLink } from './tag-link.model.js';

const MINUTE_MS = 60_000;

type Needs = Pick<Context, 'clock' | 'secrets' | 'connectLine' | 'publish'>;

/**
 * A person, proven by LINE, opened a tag link: tags them when they are a friend, once per cooldown of the link. Resolves to
 * where the link leads them, and how to add the account if they are no friend yet.
 */
export async function openTagLink(
  ctx: Needs,
  { token, idToken }: { token: string; idToken: string },
): Promise<{ url: string | null; addUrl: string | null }> {
  const link = await findTagLink(ctx, token);
  if (!link) throw new NotFoundError('tag link', token);
  const channel = await getChannel(ctx, link.channelId);
  const { lineUserId } = await identifyVisitor(ctx, channel, idToken);
  const [friend] = await findFriendDocuments(channel._id, { ids: [], lineUserIds: [lineUserId] });
  if (friend) await tagOpener(ctx, friend, link);
  return { url: link.url, addUrl: friend ? null : addUrlOf(channel) };
}

async function tagOpener(ctx: Needs, friend: FriendDocument, link: TagLink): Promise<void> {
  const tag = await getTag(link.channelId, link.tagId);
  const countedAt = await countOpening(ctx.clock.now(), friend, link);
  // Applied again with the same cause when an opening does not count: the process may have died in between.
  const tagged = await applyTags(ctx, friend, [
    {
      tagId: tag.tagId,
      weight: link.weight ?? tag.intensity?.defaultWeight ?? 1,
      at: countedAt,
      eventId: `opened:${countedAt.getTime()}`,
      source: { kind: 'tagLink', id: link._id, name: link.name },
    },
  ]);
  await publishOutbox(ctx, tagged);
}

/** Counts an opening; resolves to when the latest that counted was. Of two at once, one counts. */
async function countOpening(now: Date, friend: FriendDocument, link: TagLink): Promise<Date> {
  const _id = `${link._id}/${friend._id}`;
  const opening = {
    _id,
    channelId: link.channelId,
    linkId: link._id,
    friendId: friend._id,
    countedAt: now,
    openings: 1,
  };
  try {
    await TagLinkOpeningModel.collection.insertOne(opening as never);
    return now;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
  }
  if (link.cooldownMinutes !== null) {
    const before = new Date(now.getTime() - link.cooldownMinutes * MINUTE_MS);
    const counted = await TagLinkOpeningModel.updateOne(
      { _id, countedAt: { $lte: before } },
      { $set: { countedAt: now }, $inc: { openings: 1 } },
    );
    if (counted.matchedCount === 1) return now;
  }
  const known = await TagLinkOpeningModel.findOneAndUpdate({ _id }, { $inc: { openings: 1 } }).lean();
  return known?.countedAt ?? now;
}
