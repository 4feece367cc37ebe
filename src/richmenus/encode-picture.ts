import sharp from 'sharp';
import { InvalidInputError } from '../errors.js';
import { encodeImage, type EncodedImage } from '../infra/images/encode-image.js';
import { findType, isAnimatedPng, showStart } from '../media/core/look-at-bytes.js';
import { PIXELS_MAX } from '../media/core/limits.js';
import type { Language } from '../shared/language.js';
import { RICH_MENU_IMAGE_BYTES_MAX, type RichMenuDefinition } from './core/definition.js';

/** A menu's picture as it was made by a designer: the file of one language, and its bytes. */
export interface Picture {
  definition: Pick<RichMenuDefinition, 'name' | 'size'>;
  language: Language;
  file: string;
  bytes: Buffer;
}

const SHAPE_TOLERANCE_PX = 1; // a picture of half or double the size is rounded to whole pixels

/**
 * Writes a PNG or JPEG anew in the size of its menu and within LINE's limits: upright, in sRGB, without camera data, on white
 * where it is see-through. Throws InvalidInputError that names menu, language, file, what it is and what is allowed.
 */
export async function encodePicture({ definition, language, file, bytes }: Picture): Promise<EncodedImage> {
  const { name, size } = definition;
  const refuse = (said: string, cause?: unknown) =>
    new InvalidInputError('invalid_input', `Rich menu ${name} (${language}): ${file} ${said}.`, undefined, { cause });
  const reading = async <Result>(read: () => Promise<Result>) =>
    read().catch((cause: unknown) => {
      throw refuse('is damaged or cut off and cannot be read', cause);
    });

  if (bytes.length === 0) throw refuse('is empty; it must be a PNG or JPEG');
  const type = findType(bytes);
  if (type === null) throw refuse(`begins with ${JSON.stringify(showStart(bytes))}; it must be a PNG or JPEG`);
  if (type === 'image/png' && isAnimatedPng(bytes)) throw refuse('is an animated PNG; it must stand still');
  const { autoOrient } = await reading(() => sharp(bytes, { limitInputPixels: false }).metadata());
  const { width, height } = autoOrient;
  if (width * height > PIXELS_MAX) throw refuse(`is ${width}x${height}; it must have at most ${PIXELS_MAX} pixels`);
  const isSmaller = width < size.width || height < size.height - SHAPE_TOLERANCE_PX;
  const isOtherShape = Math.abs((height * size.width) / width - size.height) > SHAPE_TOLERANCE_PX;
  if (isSmaller || isOtherShape)
    throw refuse(
      `is ${width}x${height}; menu.json says ${size.width}x${size.height}, so it must have that size or a larger one of the same shape`,
    );

  const upright = sharp(bytes, { autoOrient: true, limitInputPixels: PIXELS_MAX, failOn: 'error' })
    .resize({ ...size, fit: 'fill' })
    .flatten({ background: '#ffffff' });
  const encoded = await reading(() =>
    encodeImage(upright, {
      ways: type === 'image/png' ? ['png', 'palette', 'jpeg'] : ['jpeg'],
      bytesMax: RICH_MENU_IMAGE_BYTES_MAX,
    }),
  );
  if (encoded === undefined)
    throw refuse(`stays above ${RICH_MENU_IMAGE_BYTES_MAX} bytes; it must be simpler or smaller`);
  return encoded;
}
