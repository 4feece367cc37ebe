import { z } from 'zod';
import { IMAGEMAP_WIDTH } from '../../messages/core/limits.js';
import { assertNever } from '../../shared/assert-never.js';
import { ICON_BYTES_MAX } from './limits.js';

/** What a picture can be uploaded for. */
export const PictureUse = z.enum(['image', 'imagemap', 'icon']);
export type PictureUse = z.infer<typeof PictureUse>;

/** What of a picture decides on its uses. */
export interface PictureFacts {
  contentType: 'image/png' | 'image/jpeg';
  width: number;
  height: number;
  bytes: number;
}

/** What keeps a picture from a use, with what is allowed; null when nothing does. */
export function findMisfit({ contentType, width, height, bytes }: PictureFacts, use: PictureUse): string | null {
  switch (use) {
    case 'image':
      return null;
    case 'imagemap':
      if (width >= IMAGEMAP_WIDTH) return null;
      return `is ${width} px wide; for an imagemap it must have at least ${IMAGEMAP_WIDTH}`;
    case 'icon':
      if (contentType !== 'image/png') return `is ${contentType}; the icon of a sender must be image/png`;
      if (width !== height) return `is ${width} x ${height} px; the icon of a sender must be square`;
      if (bytes > ICON_BYTES_MAX)
        return `takes ${bytes} bytes; the icon of a sender must take at most ${ICON_BYTES_MAX}`;
      return null;
    default:
      return assertNever(use);
  }
}

/** The imagemap's baseSize: LINE's width, and the height that keeps the picture's shape. */
export const baseSizeOf = (picture: Pick<PictureFacts, 'width' | 'height'>) => ({
  width: IMAGEMAP_WIDTH,
  height: heightAt(IMAGEMAP_WIDTH, picture),
});

/** The height that keeps a picture's shape at a width. */
export const heightAt = (at: number, { width, height }: Pick<PictureFacts, 'width' | 'height'>): number =>
  Math.max(1, Math.round((height * at) / width));
