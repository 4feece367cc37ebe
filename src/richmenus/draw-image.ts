import { Resvg } from '@resvg/resvg-js';
import sharp from 'sharp';
import { InvalidInputError } from '../errors.js';
import { encodeImage, type EncodedImage } from '../infra/images/encode-image.js';
import { RICH_MENU_IMAGE_BYTES_MAX } from './core/definition.js';
import type { Drawing } from './fill-drawing.js';
import { fitTexts } from './fit-text.js';

/** Draws a filled SVG in the size of its menu. Throws InvalidInputError when a text has no room, the size differs, or it stays too large. */
export async function drawImage({ definition, language, svg, font }: Drawing): Promise<EncodedImage> {
  const { size, name } = definition;
  const fitted = fitTexts(svg, font);
  if (fitted.tooLong.length > 0) {
    const said = fitted.tooLong.map(
      ({ text, width, widthMax }) => `"${text}" is ${width} px wide, at most ${widthMax} fit`,
    );
    throw new InvalidInputError(
      'invalid_input',
      `Rich menu ${name} (${language}): ${said.join('; ')}.`,
      fitted.tooLong,
    );
  }
  const rendered = new Resvg(fitted.svg, {
    font: { loadSystemFonts: false, fontFiles: font.files, defaultFontFamily: font.family },
  }).render();
  if (rendered.width !== size.width || rendered.height !== size.height) {
    const message = `Rich menu ${name}: image.svg is ${rendered.width}x${rendered.height}, menu.json says ${size.width}x${size.height}.`;
    throw new InvalidInputError('invalid_input', message);
  }
  const encoded = await encodeImage(sharp(rendered.asPng()).flatten({ background: '#ffffff' }), {
    ways: ['palette', 'jpeg'],
    bytesMax: RICH_MENU_IMAGE_BYTES_MAX,
  });
  if (encoded === undefined) {
    const message = `Rich menu ${name} (${language}): the image stays above ${RICH_MENU_IMAGE_BYTES_MAX} bytes; simplify it.`;
    throw new InvalidInputError('invalid_input', message);
  }
  return encoded;
}
