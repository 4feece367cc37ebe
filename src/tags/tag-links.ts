import { timingSafeEqual } from 'node:crypto';
import type { Context } from '../context.js';
import { ConflictError, NotFoundError } from '../errors.js';
import { newId } from '../infra/ids.js';
import { requireTag } from './rule-changes.js';
import { TagLinkModel, TagLinkOpeningModel, type TagLink } from './tag-link.model.js';

const LINKS_MAX = 1_000;
const SIGNATURE_LENGTH = 22;

/** What leads to a tag link: its id and a signature, so that links cannot be guessed or made up. */
export function tokenOf({ secrets }: Pick<Context, 'secrets'>, linkId: string): string {
  return `${linkId}.${secrets.fingerprint(`tagLink:${linkId}`).slice(0, SIGNATURE_LENGTH)}`;
}

/** Whether a token looks like that of a tag link. */
export const isTagLinkToken = (token: string) => token.includes('.');

/** The tag link behind a token; null when the token is forged, or the link has ended or is over. */
export async function findTagLink(ctx: Pick<Context, 'clock' | 'secrets'>, token: string): Promise<TagLink | null> {
  const [linkId = ''] = token.split('.');
  const [given, genuine] = [Buffer.from(token), Buffer.from(tokenOf(ctx, linkId))];
  if (given.length !== genuine.length || !timingSafeEqual(given, genuine)) return null;
  const link = await TagLinkModel.findById(linkId).lean();
  return link && (link.expiresAt === null || link.expiresAt > ctx.clock.now()) ? link : null;
}

/** Counts a click on a tag link, whoever it was. */
export async function countTagLinkClick(linkId: string): Promise<void> {
  await TagLinkModel.updateOne({ _id: linkId }, { $inc: { clicks: 1 } });
}

/** Makes a link that tags whoever opens it inside LINE. */
export async function addTagLink(
  ctx: Pick<Context, 'clock'>,
  channelId: string,
  given: Omit<TagLink, '_id' | 'channelId' | 'clicks' | 'createdAt'>,
): Promise<TagLink> {
  await requireTag(channelId, given.tagId);
  if ((await TagLinkModel.countDocuments({ channelId })) >= LINKS_MAX)
    throw new ConflictError(`A channel has at most ${LINKS_MAX} tag links.`);
  const link: TagLink = { ...given, _id: newId(), channelId, clicks: 0, createdAt: ctx.clock.now() };
  await TagLinkModel.collection.insertOne(link as never);
  return link;
}

/** The tag links of a channel, oldest first. */
export async function listTagLinks(channelId: string): Promise<TagLink[]> {
  return TagLinkModel.find({ channelId }).sort({ createdAt: 1 }).limit(LINKS_MAX).lean();
}

/** The tag link; NotFoundError when there is none. */
export async function getTagLink(linkId: string): Promise<TagLink> {
  const link = await TagLinkModel.findById(linkId).lean();
  if (!link) throw new NotFoundError('tag link', linkId);
  return link;
}

/** How many friends opened a tag link. */
export async function countOpeners(linkId: string): Promise<number> {
  return TagLinkOpeningModel.countDocuments({ linkId });
}

/** Removes a tag link: whoever opens it then finds that it is over. */
export async function removeTagLink(linkId: string): Promise<void> {
  await getTagLink(linkId);
  await TagLinkModel.deleteOne({ _id: linkId });
}
