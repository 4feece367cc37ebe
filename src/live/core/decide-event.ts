import {
  sawConversation,
  seesConversation,
  type FormerSight,
  type Onlooker,
  type Sight,
} from '../../inbox/core/sight.js';

/** A conversation as far as it decides who is told of it; without a sight it is gone. */
export interface Seen {
  channelId: string;
  sight: Sight | null;
  formerSights: FormerSight[];
}

/**
 * What a console is told of a conversation that changed: how it is now, that it is gone for whoever could see it since a time,
 * or nothing.
 */
export function decideEvent(
  onlooker: Onlooker & { channelId: string | null },
  { channelId, sight, formerSights }: Seen,
  since: Date,
): 'conversation' | 'gone' | null {
  if (onlooker.channelId !== null && onlooker.channelId !== channelId) return null;
  if (sight && seesConversation(onlooker, sight)) return 'conversation';
  return sawConversation(onlooker, formerSights, since) ? 'gone' : null;
}
