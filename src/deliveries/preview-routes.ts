import { z } from 'zod';
import { ChannelId } from '../channels/schemas.js';
import { defineRoute } from '../edges.js';
import { FriendId } from '../friends/schemas.js';
import { ContentType, Messages } from '../messages/index.js';
import { MessageSetContent } from '../messages/core/message-set.js';
import { Language } from '../shared/language.js';
import { Content } from './core/content.js';
import { previewContent } from './preview-content.js';

const options = {
  channelId: ChannelId.optional(),
  friendId: FriendId.optional(),
  /** For nobody: the language to speak. */
  language: Language.optional(),
  /** For nobody: the variant of the message set. */
  variant: z.string().max(40).optional(),
  values: z.record(z.string().max(60), z.union([z.string().max(1_000), z.number(), z.boolean()])).default({}),
};

/** Looking at content without sending it. */
export const previewRoutes = [
  defineRoute({
    method: 'post',
    path: '/api/v1/messages/preview',
    access: { scope: 'read' },
    summary:
      'What content, or a message set that is not saved, would say to a friend: as JSON for LINE and as one reads it',
    tag: 'Deliveries',
    body: z.union([
      z.strictObject({ content: Content, ...options }),
      z.strictObject({ set: MessageSetContent, ...options }),
    ]),
    response: z.object({
      language: Language.nullable(),
      variant: z.string().nullable(),
      contentType: ContentType.nullable(),
      messages: Messages,
      bubbles: z.array(z.object({ kind: z.string(), text: z.string() })),
      count: z.number(),
      bytes: z.number(),
      problems: z.array(z.string()),
    }),
    handle: async (ctx, { body: { values, channelId, friendId, language, variant, ...what } }) =>
      previewContent(ctx, { channelId, friendId, language, variant, values, what }),
  }),
];
