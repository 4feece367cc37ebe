import { z } from 'zod';
import { RichMenuAction, RichMenuAliasId } from '../../messages/core/action.js';
import { Language } from '../../shared/language.js';
import { POSTBACK_DATA_LENGTH_MAX } from '../../messages/core/limits.js';
import { graphemeText } from '../../messages/core/measured-text.js';
import { InvalidInputError } from '../../errors.js';
import { formatPath, listStrings, mapStrings } from '../../shared/map-strings.js';
import { fillPlaceholders, hasMalformedPlaceholder, listPlaceholders } from '../../shared/placeholders.js';
import { markOf } from './menu-mark.js';

// LINE's limits: developers.line.biz, Messaging API reference, "Rich menu object" and "Upload rich menu image".
export const RICH_MENU_WIDTH_MIN = 800;
export const RICH_MENU_WIDTH_MAX = 2500;
export const RICH_MENU_HEIGHT_MIN = 250;
export const RICH_MENU_RATIO_MIN = 1.45; // width / height
export const RICH_MENU_AREAS_MAX = 20;
export const RICH_MENU_NAME_GRAPHEMES_MAX = 300;
export const CHAT_BAR_TEXT_GRAPHEMES_MAX = 14;
export const RICH_MENU_IMAGE_BYTES_MAX = 1_000_000; // "1 MB", read as a million so that either reading passes

const Size = z
  .strictObject({
    width: z.int().min(RICH_MENU_WIDTH_MIN).max(RICH_MENU_WIDTH_MAX),
    height: z.int().min(RICH_MENU_HEIGHT_MIN),
  })
  .refine(({ width, height }) => width / height >= RICH_MENU_RATIO_MIN, {
    error: `must have width / height of at least ${RICH_MENU_RATIO_MIN}`,
  });

const Bounds = z.strictObject({
  x: z.int().nonnegative(),
  y: z.int().nonnegative(),
  width: z.int().positive(),
  height: z.int().positive(),
});

/** LINE's rich menu object, as sent to create one. Bounds and size are in pixels of the image. */
export const RichMenuObject = z
  .strictObject({
    size: Size,
    selected: z.boolean(),
    name: graphemeText(RICH_MENU_NAME_GRAPHEMES_MAX),
    chatBarText: graphemeText(CHAT_BAR_TEXT_GRAPHEMES_MAX),
    areas: z.array(z.strictObject({ bounds: Bounds, action: RichMenuAction })).max(RICH_MENU_AREAS_MAX),
  })
  .check(({ value, issues }) => {
    for (const [index, { bounds }] of value.areas.entries()) {
      const isInside = bounds.x + bounds.width <= value.size.width && bounds.y + bounds.height <= value.size.height;
      if (isInside) continue;
      const message = `must be inside the size ${value.size.width}x${value.size.height}`;
      issues.push({ code: 'custom', path: ['areas', index, 'bounds'], message, input: bounds });
    }
  });
export type RichMenuObject = z.infer<typeof RichMenuObject>;

const NAME_LENGTH_MAX = 40; // also in the mark behind the data of its areas
const Slug = z
  .string()
  .max(NAME_LENGTH_MAX)
  .regex(/^[a-z0-9][a-z0-9_-]*$/, { error: 'may contain only a-z, 0-9, _ and -' });

const Definition = z.strictObject({
  name: Slug,
  alias: Slug,
  size: z.strictObject({ width: z.number(), height: z.number() }),
  selected: z.boolean().default(false),
  /** Shown to whoever has no menu of their own, also people who are no friends; of at most one menu. */
  isDefault: z.boolean().default(false),
  languages: z.array(Language).min(1),
  chatBarText: z.string(),
  areas: z.array(
    z.strictObject({ bounds: Bounds, action: z.looseObject({ type: z.string() }).and(z.record(z.string(), z.json())) }),
  ),
  texts: z.partialRecord(Language, z.record(z.string(), z.string().min(1))),
});

/**
 * The content of `richmenus/<name>/menu.json`: one menu in several languages.
 * Strings of `chatBarText` and of actions hold `{{key}}`, filled from `texts` of the language. A `richmenuswitch`
 * action names the alias of another menu here; each language switches to its own.
 */
export const RichMenuDefinition = Definition.check(({ value, issues }) => {
  for (const { language, path, message } of findProblems(value)) {
    issues.push({ code: 'custom', path: [language, ...path], message, input: value });
  }
});
export type RichMenuDefinition = z.infer<typeof RichMenuDefinition>;

/** Parses a definition. Throws InvalidInputError that names the menu, the language, the property and the bad value. */
export function parseRichMenuDefinition(json: unknown, source: string): RichMenuDefinition {
  const parsed = RichMenuDefinition.safeParse(json);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => {
    const language = Language.safeParse(issue.path[0]).data;
    const path = formatPath(language === undefined ? issue.path : issue.path.slice(1));
    return `Rich menu ${source}${language === undefined ? '' : ` (${language})`}: ${path} ${issue.message}`;
  });
  throw new InvalidInputError('invalid_input', problems.join('\n'), { problems });
}

/** Builds LINE's rich menu object for one of the definition's languages. */
export function buildRichMenuObject(definition: RichMenuDefinition, language: Language): RichMenuObject {
  return RichMenuObject.parse(fillDefinition(definition, language));
}

/** The alias under which this menu is published in this language, such as `owner-zh-tw`. */
export function buildRichMenuAliasId(alias: string, language: Language): string {
  return `${alias}-${language.toLowerCase()}`;
}

/** The texts of one language. Throws InvalidInputError when the menu is not written in it. */
export function getRichMenuTexts(definition: RichMenuDefinition, language: Language): Record<string, string> {
  const texts = definition.texts[language];
  if (texts !== undefined && definition.languages.includes(language)) return texts;
  const message = `Rich menu ${definition.name} has no language ${language}; it has ${definition.languages.join(', ')}.`;
  throw new InvalidInputError('invalid_input', message);
}

type Definition = z.infer<typeof Definition>;
type Problem = { language: Language; path: PropertyKey[]; message: string };

function findProblems(definition: Definition): Problem[] {
  return definition.languages.flatMap((language) => {
    const missing = findMissingTexts(definition, language);
    if (missing.length > 0) return missing;
    const filled = fillDefinition(definition, language);
    const alias = buildRichMenuAliasId(definition.alias, language);
    const parsed = RichMenuObject.safeParse(filled);
    const issues = parsed.error?.issues ?? [];
    return [
      ...(parsed.data ? findUnmarkable(definition.name, language, parsed.data) : []),
      ...issues.map(({ path, message }) => ({ language, path, message: `${message}: ${showValue(filled, path)}` })),
      ...(RichMenuAliasId.safeParse(alias).error?.issues ?? []).map(({ message }) => ({
        language,
        path: ['alias'],
        message: `${message}: ${JSON.stringify(alias)}`,
      })),
    ];
  });
}

/** Data that leaves no room for the mark by which taps are counted. */
function findUnmarkable(menu: string, language: Language, { areas }: RichMenuObject): Problem[] {
  return areas.flatMap(({ action }, area) => {
    if (!('data' in action)) return [];
    const max = POSTBACK_DATA_LENGTH_MAX - markOf({ menu, language, area }).length;
    const { length } = action.data;
    if (length <= max) return [];
    const message = `must have at most ${max} UTF-16 code units, so that the mark of its area fits behind it, has ${length}: ${JSON.stringify(action.data)}`;
    return [{ language, path: ['areas', area, 'action', 'data'], message }];
  });
}

/** Every key that the menu uses or a sibling language has, and this language lacks; and every malformed placeholder. */
function findMissingTexts(definition: Definition, language: Language): Problem[] {
  const { chatBarText, areas } = definition;
  const strings = listStrings({ chatBarText, areas });
  const used = new Set([
    ...strings.flatMap(({ text }) => listPlaceholders(text).map(({ name }) => name)),
    ...definition.languages.flatMap((sibling) => Object.keys(definition.texts[sibling] ?? {})),
  ]);
  const texts = definition.texts[language] ?? {};
  const missing = [...used].filter((key) => !Object.hasOwn(texts, key));
  const malformed = strings.filter(({ text }) => hasMalformedPlaceholder(text));
  return [
    ...missing.map((key) => ({ language, path: ['texts', language, key], message: 'is missing' })),
    ...malformed.map(({ text, path }) => ({
      language,
      path: [...path],
      message: `has a malformed placeholder: ${text}`,
    })),
  ];
}

function fillDefinition(definition: Definition, language: Language): unknown {
  const texts = definition.texts[language] ?? {};
  const fill = (text: string) => fillPlaceholders(text, ({ name }) => texts[name] ?? '');
  return {
    size: definition.size,
    selected: definition.selected,
    name: `${definition.name}/${language}`,
    chatBarText: fill(definition.chatBarText),
    areas: definition.areas.map(({ bounds, action }) => ({
      bounds,
      action: mapStrings(action, (text, path) =>
        action.type === 'richmenuswitch' && path[0] === 'richMenuAliasId'
          ? buildRichMenuAliasId(text, language)
          : fill(text),
      ),
    })),
  };
}

function showValue(value: unknown, path: readonly PropertyKey[]): string {
  const found = path.reduce<unknown>(
    (current, key) => (typeof current === 'object' && current !== null ? Reflect.get(current, key) : undefined),
    value,
  );
  return JSON.stringify(found) ?? 'nothing';
}
