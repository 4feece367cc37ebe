import { pinMessageSet } from '../messages/index.js';
import type { Content } from './core/content.js';

/**
 * Fixes the version of a message set, the newest when none is named, so that what was checked is what is sent. NotFoundError
 * when the channel has no such message set or version.
 */
export async function pinContent(channelId: string, content: Content): Promise<Content> {
  if (!('messageSet' in content)) return content;
  return { ...content, version: await pinMessageSet(channelId, content.messageSet, content.version) };
}
