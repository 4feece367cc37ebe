import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InvalidInputError } from '../errors.js';
import type { Language } from '../shared/language.js';
import { RICH_MENU_MANIFEST_FILE, RichMenuImageManifest } from './core/image-manifest.js';
import type { LoadedImage, RichMenuLibrary } from './core/library.js';
import { loadRichMenuDefinitions } from './load-definitions.js';

/** Reads the definitions and the images that the build rendered; an image that is missing is an error that says how to make it. */
export async function loadRichMenuLibrary(menusFolder: string, imagesFolder: string): Promise<RichMenuLibrary> {
  const definitions = await loadRichMenuDefinitions(menusFolder);
  const { images } = await readManifest(imagesFolder);
  const library = new Map<string, { definition: (typeof definitions)[number]; images: Map<Language, LoadedImage> }>();
  for (const definition of definitions) {
    const loaded = new Map<Language, LoadedImage>();
    for (const language of definition.languages) {
      const image = images.find((one) => one.name === definition.name && one.language === language);
      if (!image) {
        throw new InvalidInputError(
          'invalid_input',
          `Rich menu ${definition.name} (${language}) has no rendered image; run npm run build.`,
        );
      }
      const data = await readFile(join(imagesFolder, image.file));
      loaded.set(language, { data, contentType: image.contentType, contentHash: image.contentHash });
    }
    library.set(definition.name, { definition, images: loaded });
  }
  return library;
}

async function readManifest(imagesFolder: string): Promise<RichMenuImageManifest> {
  const file = join(imagesFolder, RICH_MENU_MANIFEST_FILE);
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new InvalidInputError('invalid_input', `The rendered rich menus are missing (${file}); run npm run build.`, {
      cause: String(error),
    });
  });
  return RichMenuImageManifest.parse(JSON.parse(text));
}
