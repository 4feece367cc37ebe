import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import sharp from 'sharp';
import { z } from 'zod';
import { JPEG_QUALITIES, type EncodedImage } from '../infra/images/encode-image.js';
import { assertNever } from '../shared/assert-never.js';
import type { Language } from '../shared/language.js';
import { RICH_MENU_IMAGE_BYTES_MAX, type RichMenuDefinition } from './core/definition.js';
import { RichMenuImageManifest, RICH_MENU_MANIFEST_FILE, type RichMenuImage } from './core/image-manifest.js';
import { chooseImageSource } from './core/image-source.js';
import { drawImage } from './draw-image.js';
import { encodePicture } from './encode-picture.js';
import { fillDrawing, type Drawing } from './fill-drawing.js';
import { loadRichMenuDefinitions } from './load-definitions.js';

/**
 * Renders every menu in every language to `outputFolder`, within LINE's limits on rich menu images, and writes the
 * manifest. Images whose inputs have not changed since the last manifest are kept.
 * Throws InvalidInputError when a menu has no image or two, a text has no glyph, an image does not match its menu, or stays too large.
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
    const { name, size } = definition;
    for (const [language, { inputsHash, encode }] of await sourcesOf(definition, join(menusFolder, name))) {
      const kept = await findUnchanged(earlier, { name, language, inputsHash }, outputFolder);
      if (kept !== undefined) {
        images.push(kept);
        continue;
      }
      const { data, contentType, extension } = await encode();
      const file = `${name}.${language}.${extension}`;
      await writeFile(join(outputFolder, file), data);
      images.push({
        name,
        language,
        file,
        contentHash: hashOf(data),
        inputsHash,
        ...size,
        bytes: data.byteLength,
        contentType,
      });
      renderedCount += 1;
    }
  }
  await writeFile(join(outputFolder, RICH_MENU_MANIFEST_FILE), `${JSON.stringify({ images }, null, 2)}\n`);
  return { images, renderedCount };
}

/** What one image is made from, and how. */
interface Source {
  inputsHash: string;
  encode(): Promise<EncodedImage>;
}

async function sourcesOf(definition: RichMenuDefinition, folder: string): Promise<[Language, Source][]> {
  const { languages } = definition;
  const chosen = chooseImageSource(definition, await readdir(folder));
  switch (chosen.kind) {
    case 'drawing': {
      const template = await readFile(join(folder, chosen.file), 'utf8');
      return Promise.all(
        languages.map(async (language): Promise<[Language, Source]> => {
          const drawing = await fillDrawing(definition, language, template);
          return [language, { inputsHash: await hashDrawing(drawing), encode: () => drawImage(drawing) }];
        }),
      );
    }
    case 'pictures':
      return Promise.all(
        [...chosen.files].map(async ([language, file]): Promise<[Language, Source]> => {
          const bytes = await readFile(join(folder, file));
          const inputsHash = hashOf(bytes, JSON.stringify(definition.size), RENDERER);
          return [language, { inputsHash, encode: () => encodePicture({ definition, language, file, bytes }) }];
        }),
      );
    default:
      return assertNever(chosen);
  }
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
  { name, language, inputsHash }: Pick<RichMenuImage, 'name' | 'language' | 'inputsHash'>,
  outputFolder: string,
): Promise<RichMenuImage | undefined> {
  const image = earlier.images.find((one) => one.name === name && one.language === language);
  if (image === undefined || image.inputsHash !== inputsHash) return undefined;
  const data = await readFile(join(outputFolder, image.file)).catch(() => undefined);
  return data !== undefined && hashOf(data) === image.contentHash ? image : undefined;
}

async function hashDrawing({ svg, font }: Drawing): Promise<string> {
  return hashOf(svg, RENDERER, ...(await Promise.all(font.files.map((file) => readFile(file)))));
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

function hashOf(...parts: (string | Buffer)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

const [, script, menusFolder = 'richmenus', outputFolder = 'dist/richmenu-images'] = process.argv;
// The path on the command line may lead through a symbolic link; the URL of a module never does.
const started = script === undefined ? undefined : await realpath(script).catch(() => undefined);
if (started !== undefined && import.meta.url === pathToFileURL(started).href) {
  const { images, renderedCount } = await renderRichMenuImages(menusFolder, outputFolder);
  const lines = images.map((image) => `${image.file} ${Math.ceil(image.bytes / 1000)} kB`);
  process.stdout.write(`${lines.join('\n')}\n${renderedCount} rendered, ${images.length - renderedCount} unchanged\n`);
}
