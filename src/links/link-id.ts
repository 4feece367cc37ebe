import { createHash } from 'node:crypto';
import { LINK_ID_LENGTH } from './core/link-token.js';

/** Who sends, as deliveries name it. */
export interface LinkSender {
  kind: string;
  id: string;
}

/** The id of the one link that a sender of a channel has to a destination. */
export function linkIdOf(channelId: string, sender: LinkSender, url: string): string {
  return createHash('sha256')
    .update(JSON.stringify([channelId, sender.kind, sender.id, url]))
    .digest('hex')
    .slice(0, LINK_ID_LENGTH);
}
