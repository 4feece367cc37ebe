import sharp, { type Sharp } from 'sharp';
import { InvalidInputError } from '../errors.js';
import { encodeImage, type EncodedImage, type EncodingWay } from '../infra/images/encode-image.js';
import {
  IMAGEMAP_WIDTHS,
  PICTURE_BYTES_MAX,
  PIXELS_MAX,
  PREVIEW_BYTES_MAX,
  PREVIEW_SIDE_MAX,
  RENDERING_SECONDS_MAX,
} from './core/limits.js';
import { findType, isAnimatedPng, showStart } from './core/look-at-bytes.js';
import type { PictureSize } from './core/picture-address.js';
import { findMisfit, heightAt, type PictureFacts } from './core/picture-use.js';

/** A picture as it is given to LINE, in every size. */
export interface RenderedPicture extends PictureFacts {
  sizes: { size: PictureSize; image: EncodedImage }[];
}

let underWay: Promise<unknown> = Promise.resolve();

/**
 * Looks at the bytes of a PNG or JPEG and writes it anew in every size: upright, in sRGB, without what it tells of camera
 * and place. One after the other, because a large one takes much memory. InvalidInputError for what is no such picture.
 */
export function renderPicture(bytes: Buffer): Promise<RenderedPicture> {
  const rendered = underWay.then(() => render(bytes));
  underWay = Promise.allSettled([rendered]);
  return rendered;
}

async function render(bytes: Buffer): Promise<RenderedPicture> {
  const { contentType, width, height, hasAlpha } = await lookAt(bytes);
  const ways = waysOf(contentType, hasAlpha);
  const upright = sharp(bytes, { autoOrient: true, limitInputPixels: PIXELS_MAX, failOn: 'error' }).timeout({
    seconds: RENDERING_SECONDS_MAX,
  });
  const original = await encode(upright, { ways, bytesMax: PICTURE_BYTES_MAX });
  const facts = { contentType: original.contentType, width, height, bytes: original.data.byteLength };
  const preview = upright
    .clone()
    .resize({ width: PREVIEW_SIDE_MAX, height: PREVIEW_SIDE_MAX, fit: 'inside', withoutEnlargement: true });
  const sizes: RenderedPicture['sizes'] = [
    { size: null, image: original },
    { size: 'preview', image: await encode(preview, { ways, bytesMax: PREVIEW_BYTES_MAX }) },
  ];
  if (findMisfit(facts, 'imagemap') !== null) return { ...facts, sizes };
  for (const at of IMAGEMAP_WIDTHS) {
    const resized = upright.clone().resize({ width: at, height: heightAt(at, facts), fit: 'fill' });
    sizes.push({ size: String(at), image: await encode(resized, { ways, bytesMax: PICTURE_BYTES_MAX }) });
  }
  return { ...facts, sizes };
}

async function lookAt(bytes: Buffer) {
  if (bytes.length === 0) throw refuse('is empty; it must be a PNG or JPEG');
  const contentType = findType(bytes);
  if (contentType === null) throw refuse(`begins with ${JSON.stringify(showStart(bytes))}; it must be a PNG or JPEG`);
  if (contentType === 'image/png' && isAnimatedPng(bytes)) throw refuse('is an animated PNG; it must stand still');
  const { autoOrient, hasAlpha } = await readBy(() => sharp(bytes, { limitInputPixels: false }).metadata());
  const { width, height } = autoOrient;
  if (width * height > PIXELS_MAX) throw refuse(`is ${width} x ${height} px; it must have at most ${PIXELS_MAX} px`);
  return { contentType, width, height, hasAlpha };
}

/** PNG stays PNG while that is small enough, and see-through as long as it can. */
function waysOf(contentType: PictureFacts['contentType'], hasAlpha: boolean): EncodingWay[] {
  if (contentType === 'image/jpeg') return ['jpeg'];
  return hasAlpha ? ['png', 'palette', 'jpeg'] : ['png', 'jpeg'];
}

async function encode(image: Sharp, rule: { ways: EncodingWay[]; bytesMax: number }): Promise<EncodedImage> {
  const encoded = await readBy(() => encodeImage(image, rule));
  if (encoded === undefined) throw refuse(`stays above ${rule.bytesMax} bytes; it must be simpler or smaller`);
  return encoded;
}

/** What cannot be decoded is the picture's fault. */
async function readBy<Result>(read: () => Promise<Result>): Promise<Result> {
  try {
    return await read();
  } catch (cause) {
    const tookTooLong = cause instanceof Error && cause.message.startsWith('timeout');
    throw refuse(
      tookTooLong
        ? `takes more than ${RENDERING_SECONDS_MAX} s to draw; it must be simpler or smaller`
        : 'is damaged or cut off and cannot be read',
      cause,
    );
  }
}

const refuse = (said: string, cause?: unknown) =>
  new InvalidInputError('invalid_input', `The picture ${said}.`, undefined, { cause });
