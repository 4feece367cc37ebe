import { z } from 'zod';
import { PresentedConversation } from '../inbox/schemas.js';
import { PresentedNotice } from '../notices/schemas.js';

export const StreamQuery = z.strictObject({ channelId: z.string().max(40).optional() });

export const PresenceInput = z.strictObject({ viewing: z.boolean(), typing: z.boolean().default(false) });

export const PresentedPresence = z.array(z.object({ staffId: z.string(), isTyping: z.boolean() }));

const Nothing = z.object({});
const event = <Name extends string, Data extends z.ZodType>(name: Name, data: Data) =>
  z.object({ event: z.literal(name), data });

/** Everything that a stream tells. */
export const StreamEvent = z
  .union([
    event('ready', Nothing).describe('Nothing is missed from now on: read the lists now.'),
    event('reload', Nothing).describe('Too much changed, or what may be seen did: read everything anew.'),
    event('position', Nothing).describe('Everything so far was told.'),
    event('conversation', PresentedConversation).describe('A conversation as it is now.'),
    event('gone', z.object({ id: z.string() })).describe('A conversation is deleted, or may not be seen any more.'),
    event('presence', z.object({ conversationId: z.string(), staff: PresentedPresence })).describe(
      'Who has a conversation open, in place of who had it before.',
    ),
    event('thread', z.object({ conversationId: z.string() })).describe(
      'The thread of a conversation that one has open has news: read it again.',
    ),
    event('notice', PresentedNotice).describe('A notice was raised, or is done; for whoever may read notices.'),
  ])
  .meta({ id: 'StreamEvent' });
