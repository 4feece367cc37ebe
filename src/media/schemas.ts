import { z } from 'zod';
import { ChannelId } from '../channels/schemas.js';
import { isPictureId } from './core/picture-address.js';
import { PictureUse } from './core/picture-use.js';

export const PictureId = z.string().refine(isPictureId, 'must be a picture id');

export const UploadQuery = z.strictObject({
  channelId: ChannelId.optional(),
  name: z.string().trim().min(1).max(100),
  /** Refused when the picture does not fit this; without it, whatever fits is told. */
  use: PictureUse.default('image'),
});

/** A picture, with what to paste into messages: the fields of an image message, of an imagemap, of a sender. */
export const PresentedPicture = z.object({
  id: z.string(),
  channelId: ChannelId,
  name: z.string(),
  contentType: z.enum(['image/png', 'image/jpeg']),
  width: z.number(),
  height: z.number(),
  bytes: z.number(),
  uploadedAt: z.date(),
  uploadedBy: z.looseObject({ kind: z.string() }),
  image: z.object({ originalContentUrl: z.string(), previewImageUrl: z.string() }),
  /** Null when the picture does not fit; so is `sender`. */
  imagemap: z.object({ baseUrl: z.string(), baseSize: z.object({ width: z.number(), height: z.number() }) }).nullable(),
  sender: z.object({ iconUrl: z.string() }).nullable(),
});
