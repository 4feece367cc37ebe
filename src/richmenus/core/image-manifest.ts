import { z } from 'zod';
import { Language } from '../../shared/language.js';

/** Name of the manifest in the folder of rendered images. */
export const RICH_MENU_MANIFEST_FILE = 'manifest.json';

/** One rendered image; `contentHash` is of the file, `inputsHash` of all that it was made from, both SHA-256 in hex. */
export const RichMenuImage = z.object({
  name: z.string(),
  language: Language,
  file: z.string(),
  contentHash: z.string(),
  inputsHash: z.string(),
  width: z.int(),
  height: z.int(),
  bytes: z.int(),
  contentType: z.enum(['image/png', 'image/jpeg']),
});
export type RichMenuImage = z.infer<typeof RichMenuImage>;

/** The content of `manifest.json` in the output folder; `file` is relative to that folder. */
export const RichMenuImageManifest = z.object({ images: z.array(RichMenuImage) });
export type RichMenuImageManifest = z.infer<typeof RichMenuImageManifest>;
