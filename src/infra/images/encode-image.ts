import type { PngOptions, Sharp } from 'sharp';

/** Tried in this order until the image is small enough. */
export const JPEG_QUALITIES = [92, 86, 80, 70, 60];

/** Bytes of an image file, how LINE is told its type, and the end of its file name. */
export type EncodedImage = { data: Buffer } & (
  { contentType: 'image/png'; extension: 'png' } | { contentType: 'image/jpeg'; extension: 'jpg' }
);

type Encode = (image: Sharp) => Promise<EncodedImage>;

const png =
  (options: PngOptions): Encode =>
  async (image) => ({ data: await image.png(options).toBuffer(), contentType: 'image/png', extension: 'png' });

const jpeg =
  (quality: number): Encode =>
  async (image) => {
    const opaque = image.flatten({ background: '#ffffff' }).jpeg({ quality, chromaSubsampling: '4:4:4' });
    return { data: await opaque.toBuffer(), contentType: 'image/jpeg', extension: 'jpg' };
  };

/** How an image can be written. PNG loses nothing; a palette keeps flat colours and text sharp; JPEG suits photographs. */
const WAYS = {
  png: [png({})],
  palette: [png({ palette: true, effort: 5, compressionLevel: 9, dither: 0.5 })],
  jpeg: JPEG_QUALITIES.map(jpeg),
};
export type EncodingWay = keyof typeof WAYS;

/** Encodes an image in the first of these ways that takes at most `bytesMax`, or gives undefined when none does. */
export async function encodeImage(
  image: Sharp,
  { ways, bytesMax }: { ways: EncodingWay[]; bytesMax: number },
): Promise<EncodedImage | undefined> {
  for (const encode of ways.flatMap((way) => WAYS[way])) {
    const encoded = await encode(image.clone());
    if (encoded.data.byteLength <= bytesMax) return encoded;
  }
  return undefined;
}
