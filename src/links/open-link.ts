import { timingSafeEqual } from 'node:crypto';
import type { Context } from '../context.js';
import { splitToken, writeToken } from './core/link-token.js';
import { isPreview, type Opening } from './core/preview.js';
import { TrackedLinkModel } from './link.model.js';
import { recordClick } from './record-click.js';

/**
 * Opens a tracked link: counts who did, a person or a program, and resolves to the destination. Null when the token is
 * forged, altered or of a link that is not there; then nothing is counted.
 */
export async function openTrackedLink(
  ctx: Pick<Context, 'clock' | 'secrets' | 'publish'>,
  text: string,
  opening: Opening,
): Promise<string | null> {
  const target = splitToken(text);
  if (!target) return null;
  const [given, genuine] = [target.token, writeToken(target, (signed) => ctx.secrets.fingerprint(signed))];
  if (!timingSafeEqual(Buffer.from(given), Buffer.from(genuine))) return null;
  const link = await TrackedLinkModel.findById(target.linkId).lean();
  if (!link) return null;
  if (isPreview(opening)) await TrackedLinkModel.updateOne({ _id: link._id }, { $inc: { botClicks: 1 } });
  else await recordClick(ctx, link, target.friendId);
  return link.url;
}
