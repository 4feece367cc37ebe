import type { Context } from '../context.js';
import type { Utm } from './core/utm.js';
import type { LinkSender } from './link-id.js';
import { fillLinks, prepareLinks } from './prepare-links.js';

/**
 * The messages with each destination replaced by a link of ours, bound to the friend, or to nobody with `friendId` null. What
 * would break LINE's limits, and what is beyond the 100 links of a sender, stays as it is.
 */
export async function trackLinks<LineMessage extends object>(
  ctx: Pick<Context, 'clock' | 'secrets' | 'baseUrl'>,
  messages: readonly LineMessage[],
  { friendId, ...input }: { channelId: string; sender: LinkSender; friendId: string | null; utm: Utm | null },
): Promise<LineMessage[]> {
  return fillLinks(ctx, await prepareLinks(ctx, messages, input), friendId);
}
