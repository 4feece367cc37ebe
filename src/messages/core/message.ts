import { z } from 'zod';
import { FlexMessage } from './flex-message.js';
import { ImagemapMessage } from './imagemap-message.js';
import { MESSAGES_MAX } from './limits.js';
import {
  AudioMessage,
  CouponMessage,
  ImageMessage,
  LocationMessage,
  StickerMessage,
  VideoMessage,
} from './media-message.js';
import { TemplateMessage } from './template-message.js';
import { TextMessage, TextMessageV2 } from './text-message.js';

/** One bubble, in the shape and within the limits of LINE's message objects. */
export const Message = z
  .discriminatedUnion('type', [
    TextMessage,
    TextMessageV2,
    StickerMessage,
    ImageMessage,
    VideoMessage,
    AudioMessage,
    LocationMessage,
    TemplateMessage,
    FlexMessage,
    ImagemapMessage,
    CouponMessage,
  ])
  .meta({ id: 'Message' });
export type Message = z.infer<typeof Message>;

/** What one request to LINE sends: 1 to 5 messages. */
export const Messages = z.array(Message).min(1).max(MESSAGES_MAX);
export type Messages = z.infer<typeof Messages>;
