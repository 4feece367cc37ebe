import { timingSafeEqual } from 'node:crypto';
import { getTimeZone } from '../channels/index.js';
import type { Context } from '../context.js';
import { isDuplicateKey } from '../infra/mongo/model.js';
import { isPreview, type Opening } from '../links/core/preview.js';
import { localDayOf } from '../shared/local-day.js';
import { splitMenuLinkToken, writeMenuLinkToken } from './core/menu-link.js';
import { MenuLinkDayModel, MenuLinkModel, type MenuLink } from './menu-link.model.js';

/**
 * Opens the link of a menu's area: counts that somebody did, a person or a program, on the day of the channel, and resolves to
 * where it leads. Everybody has the same link, so nobody knows who it was. Null when the token is forged or altered.
 */
export async function openMenuLink(
  ctx: Pick<Context, 'clock' | 'secrets'>,
  text: string,
  opening: Opening,
): Promise<string | null> {
  const target = splitMenuLinkToken(text);
  if (!target) return null;
  const genuine = writeMenuLinkToken(target.linkId, (signed) => ctx.secrets.fingerprint(signed));
  if (!timingSafeEqual(Buffer.from(target.token), Buffer.from(genuine))) return null;
  const link = await MenuLinkModel.findById(target.linkId).lean();
  if (!link) return null;
  await countOpening(link, isPreview(opening) ? 'botTaps' : 'taps', ctx.clock.now());
  return link.uri;
}

async function countOpening(
  { _id: linkId, channelId, menu, language, area }: MenuLink,
  counted: 'taps' | 'botTaps',
  at: Date,
): Promise<void> {
  const day = localDayOf(at, await getTimeZone(channelId));
  const other = counted === 'taps' ? 'botTaps' : 'taps';
  const count = () =>
    MenuLinkDayModel.updateOne(
      { _id: `${linkId}/${day}` },
      { $setOnInsert: { channelId, day, menu, language, area, [other]: 0 }, $inc: { [counted]: 1 } },
      { upsert: true },
    );
  await count().catch((error: unknown) => {
    // Of two first openings at once, the other one has made the record.
    if (!isDuplicateKey(error)) throw error;
    return count();
  });
}
