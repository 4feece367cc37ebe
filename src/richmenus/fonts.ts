import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Language } from '../shared/language.js';
import { readFontCoverage } from '../shared/font-coverage.js';

/** The font that draws one language: its family name, and the files of its weights. */
export type Font = { family: string; files: string[] };

const CHINESE: Font = {
  family: 'Noto Sans T Chinese',
  files: ['@embedpdf/fonts-tc/fonts/NotoSansHant-Regular.otf', '@embedpdf/fonts-tc/fonts/NotoSansHant-Bold.otf'],
};
const JAPANESE: Font = {
  family: 'BIZ UDPGothic',
  files: [
    '@expo-google-fonts/biz-udpgothic/400Regular/BIZUDPGothic_400Regular.ttf',
    '@expo-google-fonts/biz-udpgothic/700Bold/BIZUDPGothic_700Bold.ttf',
  ],
};
const THAI: Font = {
  family: 'Noto Sans Thai',
  files: [
    '@expo-google-fonts/noto-sans-thai/400Regular/NotoSansThai_400Regular.ttf',
    '@expo-google-fonts/noto-sans-thai/700Bold/NotoSansThai_700Bold.ttf',
  ],
};

// Chinese and Japanese write some characters differently under one code point, so each language has its own font.
const FONTS: Record<Language, Font> = { 'zh-TW': CHINESE, ja: JAPANESE, en: CHINESE, th: THAI };

/** Finds the bundled font of a language with absolute paths; fonts installed on the machine are never used. */
export function findFont(language: Language): Font {
  const { family, files } = FONTS[language];
  return { family, files: files.map(findFontFile) };
}

/** Lists the characters of a text that the font cannot draw in each of its weights. */
export async function listMissingGlyphs(text: string, font: Font): Promise<string[]> {
  const coverages = await Promise.all(font.files.map(async (file) => readFontCoverage(await readFile(file))));
  const visible = new Set(Array.from(text).filter((character) => /\S/u.test(character)));
  return [...visible].filter((character) => !coverages.every((covered) => covered.has(character.codePointAt(0) ?? 0)));
}

const require = createRequire(import.meta.url);

function findFontFile(path: string): string {
  const [scope = '', name = '', ...rest] = path.split('/');
  // The packages export their code alone, so the file is found from there.
  const entry = require.resolve(`${scope}/${name}`);
  const folder = join('node_modules', scope, name);
  return join(entry.slice(0, entry.lastIndexOf(folder)), folder, ...rest);
}
