import { Language } from '../../shared/language.js';

/** What the name of a menu on LINE says of it. */
export interface NamedMenu {
  menu: string;
  language: Language;
  /** The first letters of its content hash. */
  hash: string;
}

/** Makes the signature of a text with our secret; URL-safe. */
export type Sign = (text: string) => string;

const HASH_LENGTH = 12;
const SIGNATURE_LENGTH = 10; // 60 bits in base64url: nobody else names a menu so
const NAME = /^([a-z0-9][a-z0-9_-]*) ([A-Za-z-]+) ([0-9a-f]{12}) ([\w-]{10})$/;

export const hashShown = (contentHash: string): string => contentHash.slice(0, HASH_LENGTH);

/** The name that a menu gets on LINE: found again after a crash, and signed, so that no menu of anybody else is taken for ours. */
export function writeLineName(channelId: string, { menu, language, hash }: NamedMenu, sign: Sign): string {
  return `${menu} ${language} ${hash} ${signatureOf(channelId, { menu, language, hash }, sign)}`;
}

/** What the name of a menu on LINE says; null when the menu was not made by us. */
export function readLineName(channelId: string, name: string, sign: Sign): NamedMenu | null {
  const [, menu = '', named, hash = '', signature] = NAME.exec(name) ?? [];
  const language = Language.safeParse(named).data;
  if (language === undefined) return null;
  return signature === signatureOf(channelId, { menu, language, hash }, sign) ? { menu, language, hash } : null;
}

const signatureOf = (channelId: string, { menu, language, hash }: NamedMenu, sign: Sign) =>
  sign(`richMenu:${channelId}:${menu}:${language}:${hash}`).slice(0, SIGNATURE_LENGTH);
