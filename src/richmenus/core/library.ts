import type { Language } from '../../shared/language.js';
import type { RichMenuDefinition } from './definition.js';

/** One rendered image, read into memory. */
export interface LoadedImage {
  data: Buffer;
  contentType: string;
  contentHash: string;
}

/** Every rich menu by name, with its images by language. */
export type RichMenuLibrary = ReadonlyMap<
  string,
  { definition: RichMenuDefinition; images: ReadonlyMap<Language, LoadedImage> }
>;
