import type { z } from 'zod';
import { addressOf } from './core/picture-address.js';
import { baseSizeOf, findMisfit } from './core/picture-use.js';
import type { Picture } from './picture.model.js';
import type { PresentedPicture } from './schemas.js';

/** A picture with its addresses, as the messages that it fits hold them. */
export function presentPicture({ _id: id, ...picture }: Picture, baseUrl: string): z.infer<typeof PresentedPicture> {
  const address = addressOf(baseUrl, id);
  return {
    id,
    ...picture,
    image: { originalContentUrl: address, previewImageUrl: `${address}/preview` },
    imagemap: findMisfit(picture, 'imagemap') === null ? { baseUrl: address, baseSize: baseSizeOf(picture) } : null,
    sender: findMisfit(picture, 'icon') === null ? { iconUrl: address } : null,
  };
}
