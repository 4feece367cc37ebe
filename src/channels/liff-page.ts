import type { Context } from '../context.js';
import type { Channel } from './channel.model.js';

type Needs = Pick<Context, 'liff'>;
type Linked = Pick<Channel, 'liffId'>;

/** Where a page of the channel's LIFF app opens inside LINE; null while the channel has no LIFF app. */
export function liffPageOf({ liff }: Needs, { liffId }: Linked, page: string): string | null {
  return liffId === null ? null : `${liff.baseUrl}/${liffId}/${page}`;
}

/** Where a friend of a channel sees what they have with the brand; null while the channel has no LIFF app. */
export const memberPageOf = (ctx: Needs, channel: Linked): string | null => liffPageOf(ctx, channel, 'member');
