import { createHash } from 'node:crypto';
import { mkdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Resvg } from '@resvg/resvg-js';
import sharp from 'sharp';
import { z } from 'zod';
import { InvalidInputError } from '../errors.js';
import { encodeImage, JPEG_QUALITIES } from '../infra/images/encode-image.js';
import { RICH_MENU_IMAGE_BYTES_MAX } from './core/definition.js';
import { RichMenuImageManifest, RICH_MENU_MANIFEST_FILE, type RichMenuImage } from './core/image-manifest.js';
import { fillDrawing, type Drawing } from './fill-drawing.js';
import { fitTexts } from './fit-text.js';
import { loadRichMenuDefinitions } from './load-definitions.js';

/**
 * Renders every menu in every language to `outputFolder`, within LINE's limits on rich menu images, and writes the
 * manifest. Images whose inputs have not changed since the last manifest are kept.
 * Throws InvalidInputError when a text has no glyph, an SVG does not match its menu, or an image stays too large.
 */
export async function renderRichMenuImages(
  menusFolder: string,
  outputFolder: string,
): Promise<{ images: RichMenuImage[]; renderedCount: number }> {
  await mkdir(outputFolder, { recursive: true });
  const earlier = await readManifest(outputFolder);
  const images: RichMenuImage[] = [];
  let renderedCount = 0;
  for (const definition of await loadRichMenuDefinitions(menusFolder)) {
    const template = await readFile(join(menusFolder, definition.name, 'image.svg'), 'utf8');
    for (const language of definition.languages) {
      const drawing = await fillDrawing(definition, language, template);
      const inputsHash = await hashInputs(drawing);
      const kept = await findUnchanged(earlier, drawing, inputsHash, outputFolder);
      images.push(kept ?? (await render(drawing, inputsHash, outputFolder)));
      if (kept === undefined) renderedCount += 1;
    }
  }
  await writeFile(join(outputFolder, RICH_MENU_MANIFEST_FILE), `${JSON.stringify({ images }, null, 2)}\n`);
  return { images, renderedCount };
}

async function render(
  { definition, language, svg, font }: Drawing,
  inputsHash: string,
  outputFolder: string,
): Promise<RichMenuImage> {
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
  const file = `${name}.${language}.${encoded.extension}`;
  await writeFile(join(outputFolder, file), encoded.data);
  return {
    name,
    language,
    file,
    contentHash: sha256(encoded.data),
    inputsHash,
    width: size.width,
    height: size.height,
    bytes: encoded.data.byteLength,
    contentType: encoded.contentType,
  };
}

async function readManifest(outputFolder: string): Promise<RichMenuImageManifest> {
  const text = await readFile(join(outputFolder, RICH_MENU_MANIFEST_FILE), 'utf8').catch(
    (err: NodeJS.ErrnoException) => {
      if (err.code === 'ENOENT') return '{"images":[]}';
      throw err;
    },
  );
  // A manifest of another version costs one rendering of everything, no more.
  return RichMenuImageManifest.safeParse(JSON.parse(text)).data ?? { images: [] };
}

async function findUnchanged(
  earlier: RichMenuImageManifest,
  { definition, language }: Drawing,
  inputsHash: string,
  outputFolder: string,
): Promise<RichMenuImage | undefined> {
  const image = earlier.images.find((one) => one.name === definition.name && one.language === language);
  if (image === undefined || image.inputsHash !== inputsHash) return undefined;
  const data = await readFile(join(outputFolder, image.file)).catch(() => undefined);
  return data !== undefined && sha256(data) === image.contentHash ? image : undefined;
}

async function hashInputs({ svg, font }: Drawing): Promise<string> {
  const hash = createHash('sha256').update(svg).update(RENDERER);
  for (const file of font.files) hash.update(await readFile(file));
  return hash.digest('hex');
}

const resvgPackage = z
  .object({ version: z.string() })
  .parse(createRequire(import.meta.url)('@resvg/resvg-js/package.json') as unknown);
const RENDERING = 1; // count up when this code draws the same inputs differently
const RENDERER = JSON.stringify({
  RENDERING,
  resvg: resvgPackage.version,
  sharp: sharp.versions,
  JPEG_QUALITIES,
  RICH_MENU_IMAGE_BYTES_MAX,
});

function sha256(data: Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

const [, script, menusFolder = 'richmenus', outputFolder = 'dist/richmenu-images'] = process.argv;
// The path on the command line may lead through a symbolic link; the URL of a module never does.
const started = script === undefined ? undefined : await realpath(script).catch(() => undefined);
if (started !== undefined && import.meta.url === pathToFileURL(started).href) {
  const { images, renderedCount } = await renderRichMenuImages(menusFolder, outputFolder);
  const lines = images.map((image) => `${image.file} ${Math.ceil(image.bytes / 1000)} kB`);
  process.stdout.write(`${lines.join('\n')}\n${renderedCount} rendered, ${images.length - renderedCount} unchanged\n`);
}
