import { z } from 'zod';
import { InvalidInputError } from '../../errors.js';
import { formatPath, listStrings, mapStrings, type JsonPath } from '../../shared/map-strings.js';
import type { Placeholder } from '../../shared/placeholders.js';
import { fillText, listFilled, parseBlocks, type TextPart } from '../../shared/text-blocks.js';
import type { Language } from '../../shared/language.js';
import { Messages } from './message.js';
import type { Sender } from './message-extras.js';
import { escapeTextV2 } from './text-message.js';
import {
  BubbleTest,
  holds,
  isKnown,
  TemplateVariable,
  VariableName,
  writeValue,
  type TemplateValues,
} from './variables.js';

export type { TemplateValues };

/** What a template is for; caps, quiet hours and reports tell these apart. */
export const ContentType = z.enum(['education', 'engagement', 'promotion', 'service']);
export type ContentType = z.infer<typeof ContentType>;

const DEPTH_MAX = 60; // a Flex Message of boxes in boxes needs some 20

function isTooDeep(given: unknown, levelsLeft = DEPTH_MAX): boolean {
  if (typeof given !== 'object' || given === null) return false;
  return levelsLeft === 0 || Object.values(given).some((item) => isTooDeep(item, levelsLeft - 1));
}

/** A bubble as written: LINE's message object whose texts hold placeholders and blocks, and when it is sent. */
export const WrittenBubble = z
  .looseObject({ when: BubbleTest.optional() })
  // Whatever looks inside goes down level by level, and would overflow the stack.
  .refine((bubble) => !isTooDeep(bubble), { error: `must not nest deeper than ${DEPTH_MAX}`, abort: true });
export type WrittenBubble = z.infer<typeof WrittenBubble>;

/** The content of `templates/<name>.<language>.json`; its messages still hold `{{variable}}` placeholders. */
export const MessageTemplateFile = z.strictObject({
  name: z.string().min(1).optional(),
  contentType: ContentType,
  variables: z.record(VariableName, TemplateVariable),
  messages: z.array(WrittenBubble).min(1),
});

/** Reusable content with placeholders, in one language. */
export type MessageTemplate = Required<z.infer<typeof MessageTemplateFile>> & {
  language: Language;
  /** The variant of a message set that it is; absent for a template from a file. */
  variant?: string;
  /** Shown with each bubble that names no sender itself. */
  sender?: z.infer<typeof Sender> | undefined;
};

/** Chooses the text for a placeholder in a field. */
export type ChooseText = (name: string, inline: string | undefined, field: PropertyKey | undefined) => string;

/**
 * Fills a template and checks the result against LINE's limits. Values beyond the template's variables are ignored.
 * Throws InvalidInputError when a value without fallback is missing, no bubble is left or the result breaks a limit, naming
 * the variable.
 */
export function renderTemplate(template: MessageTemplate, values: TemplateValues): Messages {
  const choose: ChooseText = (name, inline, field) => chooseValue(template, values, name, inline, field);
  const { messages, places } = fillTemplate(template, values, choose);
  if (messages.length === 0) {
    const message = `${describe(template)}: every bubble is left out for these values.`;
    throw new InvalidInputError('invalid_input', message, { problems: [message] });
  }
  const parsed = Messages.safeParse(messages);
  if (parsed.success) return parsed.data;

  const problems = parsed.error.issues.map((issue) =>
    describeIssue(template, values, { ...issue, path: placeOf(issue.path, places) }),
  );
  throw new InvalidInputError('invalid_input', `${describe(template)}: ${problems.join('; ')}.`, { problems });
}

/** The bubbles that are sent for these values, filled; `places` says where each stands in the template. */
export function fillTemplate(
  template: MessageTemplate,
  values: TemplateValues,
  choose: ChooseText,
): { messages: Record<string, unknown>[]; places: number[] } {
  const kept = template.messages.flatMap(({ when, ...bubble }, place) =>
    when === undefined || holds(when, values) ? [{ bubble, place }] : [],
  );
  const messages = kept.map(({ bubble, place }) => {
    const filled = mapStrings(bubble, (text, path) => {
      if (!text.includes('{{')) return text;
      const isTextV2 = bubble['type'] === 'textV2' && path.length === 1 && path[0] === 'text';
      return fillText(
        partsOf(template, text, [place, ...path]),
        (test) => holds(test, values),
        ({ name, fallback }) => {
          const value = choose(name, fallback, path.at(-1));
          return isTextV2 ? escapeTextV2(value) : value;
        },
      );
    }) as Record<string, unknown>;
    return template.sender === undefined || 'sender' in filled ? filled : { ...filled, sender: template.sender };
  });
  return { messages, places: kept.map(({ place }) => place) };
}

/** The path of an issue as it stands in the template, where bubbles may stand that were left out. */
export function placeOf([index, ...rest]: readonly PropertyKey[], places: number[]): PropertyKey[] {
  return typeof index === 'number' ? [places[index] ?? index, ...rest] : index === undefined ? [] : [index, ...rest];
}

const parsedTexts = new WeakMap<readonly WrittenBubble[], Map<string, TextPart[]>>();

/** The text in parts, parsed once for as long as the template is held. */
function partsOf(template: MessageTemplate, text: string, path: JsonPath): TextPart[] {
  const known = parsedTexts.get(template.messages) ?? new Map<string, TextPart[]>();
  parsedTexts.set(template.messages, known);
  const found = known.get(text);
  if (found !== undefined) return found;
  const { parts, problem } = parseBlocks(text);
  if (problem !== null) {
    const message = `${describe(template)}: ${formatPath(['messages', ...path])} ${problem}.`;
    throw new InvalidInputError('invalid_input', message, { problems: [message] });
  }
  known.set(text, parts);
  return parts;
}

function chooseValue(
  template: MessageTemplate,
  values: TemplateValues,
  name: string,
  inline?: string,
  field?: PropertyKey,
): string {
  const text = findText(template, values, name, inline, field);
  if (text !== undefined) return text;
  const message = `${describe(template)}: the variable ${name} has no value and no fallback.`;
  throw new InvalidInputError('invalid_input', message, { variable: name });
}

function findText(
  template: MessageTemplate,
  values: TemplateValues,
  name: string,
  inline?: string,
  field?: PropertyKey,
): string | undefined {
  const value = values[name];
  return isKnown(value) ? writeValue(value, template.language, field) : (inline ?? template.variables[name]?.fallback);
}

/** An issue with the variables that took part in the text it is about, the longest value first. */
function describeIssue(template: MessageTemplate, values: TemplateValues, issue: z.core.$ZodIssue): string {
  const said = `${formatPath(['messages', ...issue.path])} ${lowerFirst(issue.message)}`;
  const lengths = listPlaceholdersUnder(template, issue.path)
    .map(({ name, fallback }) => ({ name, length: findText(template, values, name, fallback)?.length ?? 0 }))
    .toSorted((one, other) => other.length - one.length);
  const [longest, ...others] = lengths.map(({ name, length }) => `${name} (${length})`);
  if (longest === undefined) return said;
  const also = others.length > 0 ? `, beside ${others.join(', ')}` : '';
  return issue.code === 'custom' && issue.params?.['tooLong'] === true
    ? `${said}; the variable ${longest} makes it too long${also}`
    : `${said}; it holds the variable ${longest}${also}`;
}

function listPlaceholdersUnder(template: MessageTemplate, path: JsonPath): Placeholder[] {
  const under = listStrings(template.messages).filter((found) => path.every((key, depth) => found.path[depth] === key));
  const filled = under.flatMap(({ text }) => listFilled(parseBlocks(text).parts));
  return [...new Map(filled.map((found) => [found.name, found])).values()];
}

/** A template as people know it. */
export function describe({ name, variant, language }: Pick<MessageTemplate, 'name' | 'variant' | 'language'>): string {
  return variant === undefined
    ? `Template ${name} (${language})`
    : `Message set ${name}, variant ${variant} (${language})`;
}

export function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
