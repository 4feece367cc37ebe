import { InvalidInputError } from '../errors.js';
import type { Language } from '../shared/language.js';
import { fillPlaceholders, hasMalformedPlaceholder, listPlaceholders } from '../shared/placeholders.js';
import { escapeXmlText } from '../shared/xml-text.js';
import { getRichMenuTexts, type RichMenuDefinition } from './core/definition.js';
import { findFont, listMissingGlyphs, type Font } from './fonts.js';

/** A menu's SVG with the texts of one language in it, and the font that draws them. */
export type Drawing = { definition: RichMenuDefinition; language: Language; svg: string; font: Font };

/**
 * Fills `image.svg` with the escaped texts of a language; `{{fontFamily}}` and `{{language}}` are known everywhere.
 * Throws InvalidInputError when the SVG uses a text that is not written or one that the font cannot draw.
 */
export async function fillDrawing(
  definition: RichMenuDefinition,
  language: Language,
  template: string,
): Promise<Drawing> {
  const refuse = (said: string) =>
    new InvalidInputError('invalid_input', `Rich menu ${definition.name} (${language}): image.svg ${said}.`);

  const font = findFont(language);
  const texts: Record<string, string> = {
    ...getRichMenuTexts(definition, language),
    language,
    fontFamily: font.family,
  };
  const used = new Set(listPlaceholders(template).map(({ name }) => name));
  const unknown = [...used].filter((name) => !Object.hasOwn(texts, name));
  if (unknown.length > 0) throw refuse(`uses {{${unknown.join('}}, {{')}}}, which the texts do not have`);
  if (hasMalformedPlaceholder(template)) throw refuse('has double braces that are no placeholder such as {{title}}');

  const write = (name: string) => splitSaraAm(texts[name] ?? '');
  const missing = await listMissingGlyphs([...used].map(write).join(''), font);
  if (missing.length > 0) throw refuse(`would show boxes, its font has no glyph for ${missing.join(' ')}`);

  const svg = fillPlaceholders(template, ({ name }) => escapeXmlText(write(name)));
  return { definition, language, svg, font };
}

/**
 * Writes the Thai vowel sara am as its two parts, a tone mark after the first: the renderer takes it for one glyph and
 * draws the next letter over it.
 */
function splitSaraAm(text: string): string {
  return text.replace(/([\u0e48-\u0e4b]?)\u0e33/g, '\u0e4d$1\u0e32');
}
