import { listStrings } from '../../shared/map-strings.js';
import { IMAGEMAP_WIDTHS } from './limits.js';

export const PICTURE_ID_LENGTH = 24; // 144 bits in base64url
const PICTURE_ID = new RegExp(`^[\\w-]{${PICTURE_ID_LENGTH}}$`);
const ADDRESS = new RegExp(`/media/([\\w-]{${PICTURE_ID_LENGTH}})(?![\\w-])`, 'g');

export const isPictureId = (text: string): boolean => PICTURE_ID.test(text);

/** What a picture is stored as: whole (null), small for a preview, and in the widths of an imagemap. */
export type PictureSize = string | null;
export const SIZES: PictureSize[] = [null, 'preview', ...IMAGEMAP_WIDTHS.map(String)];

/** Where a picture is loaded from; its other sizes stand behind a slash. */
export const addressOf = (baseUrl: string, id: string): string => `${baseUrl}/media/${id}`;

/** Ids of the pictures whose addresses stand anywhere in a JSON value, each once, whichever name our server has there. */
export function listPictureIds(value: unknown): string[] {
  const found = listStrings(value).flatMap(({ text }) => Array.from(text.matchAll(ADDRESS), ([, id = '']) => id));
  return [...new Set(found)];
}
