import sharp from 'sharp';
import type { RichMenuImage } from './core/image-manifest.js';

/** Tried in this order until the image is small enough. */
export const JPEG_QUALITIES = [92, 86, 80, 70, 60];

/** Bytes of an image file, how LINE is told its type, and the end of its file name. */
export type EncodedImage = { data: Buffer; contentType: RichMenuImage['contentType']; extension: 'png' | 'jpg' };

/**
 * Encodes a PNG as the best looking file of at most `bytesMax`, or gives undefined when none is small enough.
 * A palette keeps flat colours and text sharp; JPEG is the way out for photographs.
 */
export async function encodeImage(png: Buffer, bytesMax: number): Promise<EncodedImage | undefined> {
  const image = () => sharp(png).flatten({ background: '#ffffff' });
  const palette = await image().png({ palette: true, effort: 5, compressionLevel: 9, dither: 0.5 }).toBuffer();
  if (palette.byteLength <= bytesMax) return { data: palette, contentType: 'image/png', extension: 'png' };

  for (const quality of JPEG_QUALITIES) {
    const data = await image().jpeg({ quality, chromaSubsampling: '4:4:4' }).toBuffer();
    if (data.byteLength <= bytesMax) return { data, contentType: 'image/jpeg', extension: 'jpg' };
  }
  return undefined;
}
