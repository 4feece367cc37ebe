import { z } from 'zod';
import { InvalidInputError } from '../../errors.js';
import { formatPath, listStrings, mapStrings, type JsonPath } from '../../shared/map-strings.js';
import {
  fillPlaceholders,
  hasMalformedPlaceholder,
  listPlaceholders,
  type Placeholder,
} from '../../shared/placeholders.js';
import type { Language } from '../../shared/language.js';
import { Messages } from './message.js';
import { escapeTextV2 } from './text-message.js';

/** What a template is for; caps, quiet hours and reports tell these apart. */
export const ContentType = z.enum(['education', 'engagement', 'promotion', 'service']);
export type ContentType = z.infer<typeof ContentType>;

/** A variable has a fallback, or is always given and then has an example by which the template can be checked. */
const TemplateVariable = z
  .strictObject({ fallback: z.string().min(1).optional(), example: z.string().min(1).optional() })
  .refine((variable) => variable.fallback !== undefined || variable.example !== undefined, {
    error: 'must have a fallback, or an example when the value is always given',
  });

/** The content of `templates/<name>.<language>.json`; its messages still hold `{{variable}}` placeholders. */
export const MessageTemplateFile = z.strictObject({
  name: z.string().min(1).optional(),
  contentType: ContentType,
  variables: z.record(z.string().regex(/^[A-Za-z][A-Za-z0-9]*$/), TemplateVariable),
  messages: z.array(z.record(z.string(), z.json())).min(1),
});

/** Reusable content with placeholders, in one language. */
export type MessageTemplate = Required<z.infer<typeof MessageTemplateFile>> & { language: Language };

/** A value for each variable; one that is missing or empty is replaced by its fallback. */
export type TemplateValues = Readonly<Record<string, string | number | undefined>>;

/**
 * Fills a template and checks the result against LINE's limits. Values beyond the template's variables are ignored.
 * Throws InvalidInputError when a value without fallback is missing or the result breaks a limit, naming the variable.
 */
export function renderTemplate(template: MessageTemplate, values: TemplateValues): Messages {
  const filled = mapStrings(template.messages, (text, path) =>
    fillPlaceholders(text, ({ name, fallback }) => {
      const value = chooseValue(template, values, name, fallback);
      return isTextV2(template, path) ? escapeTextV2(value) : value;
    }),
  );
  const parsed = Messages.safeParse(filled);
  if (parsed.success) return parsed.data;

  const problems = parsed.error.issues.map((issue) => describeIssue(template, values, issue));
  throw new InvalidInputError('invalid_input', `${describe(template)}: ${problems.join('; ')}.`, { problems });
}

/** Says what is wrong in a template as written: placeholders and the messages filled with fallbacks and examples. */
export function findTemplateProblems(template: MessageTemplate): string[] {
  const problems = listStrings(template.messages).flatMap(({ text, path }) => {
    const where = formatPath(['messages', ...path]);
    const unknown = listPlaceholders(text)
      .filter(({ name }) => !Object.hasOwn(template.variables, name))
      .map(({ name }) => `${where} uses the unknown variable ${name}; known are ${listNames(template)}`);
    return hasMalformedPlaceholder(text)
      ? [...unknown, `${where} has double braces that are no placeholder such as {{displayName}}`]
      : unknown;
  });
  if (problems.length > 0) return problems;

  const filled = Messages.safeParse(
    mapStrings(template.messages, (text) =>
      fillPlaceholders(text, ({ name, fallback }) => chooseExample(template, name, fallback)),
    ),
  );
  return (filled.error?.issues ?? []).map(
    (issue) => `${formatPath(['messages', ...issue.path])} ${lowerFirst(issue.message)}`,
  );
}

function chooseValue(template: MessageTemplate, values: TemplateValues, name: string, inline?: string): string {
  const value = values[name];
  if (value !== undefined && value !== '') return String(value);
  const fallback = inline ?? template.variables[name]?.fallback;
  if (fallback !== undefined) return fallback;
  const message = `${describe(template)}: the variable ${name} has no value and no fallback.`;
  throw new InvalidInputError('invalid_input', message, { variable: name });
}

function chooseExample(template: MessageTemplate, name: string, inline?: string): string {
  const variable = template.variables[name];
  return inline ?? variable?.fallback ?? variable?.example ?? '';
}

function isTextV2(template: MessageTemplate, path: JsonPath): boolean {
  const [index, key] = path;
  return typeof index === 'number' && key === 'text' && template.messages[index]?.['type'] === 'textV2';
}

/** An issue with the variables that took part in the text it is about, the longest value first. */
function describeIssue(template: MessageTemplate, values: TemplateValues, issue: z.core.$ZodIssue): string {
  const said = `${formatPath(['messages', ...issue.path])} ${lowerFirst(issue.message)}`;
  const lengths = listPlaceholdersUnder(template, issue.path)
    .map(({ name, fallback }) => ({ name, length: chooseValue(template, values, name, fallback).length }))
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
  const byName = new Map(under.flatMap(({ text }) => listPlaceholders(text)).map((found) => [found.name, found]));
  return [...byName.values()];
}

function listNames(template: MessageTemplate): string {
  return Object.keys(template.variables).join(', ') || 'none';
}

function describe(template: MessageTemplate): string {
  return `Template ${template.name} (${template.language})`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
