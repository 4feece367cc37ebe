import type { Context } from '../context.js';
import type { Channel } from './channel.model.js';

/** Where a friend of a channel sees what they have with the brand, inside LINE; null while the channel has no LIFF app. */
export function memberPageOf({ liff }: Pick<Context, 'liff'>, { liffId }: Pick<Channel, 'liffId'>): string | null {
  return liffId === null ? null : `${liff.baseUrl}/${liffId}/member`;
}
