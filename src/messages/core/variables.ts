import { z } from 'zod';
import type { Language } from '../../shared/language.js';
import { testedName, type Test } from '../../shared/text-blocks.js';

/** What a variable may stand for: what a sender gives, or an attribute of a friend. */
export type TemplateValue = string | number | boolean | readonly string[];

/** A value for each variable; one that is missing or empty is unknown, and replaced by its fallback. */
export type TemplateValues = Readonly<Record<string, TemplateValue | undefined>>;

export const VariableName = z
  .string()
  .max(60)
  .regex(/^[A-Za-z][A-Za-z0-9]*$/, 'must be letters and digits, beginning with a letter');

/** A variable has a fallback, or is always given and then has an example by which the template can be checked. */
export const TemplateVariable = z
  .strictObject({ fallback: z.string().min(1).optional(), example: z.string().min(1).optional() })
  .refine((variable) => variable.fallback !== undefined || variable.example !== undefined, {
    error: 'must have a fallback, or an example when the value is always given',
  });
export type TemplateVariable = z.infer<typeof TemplateVariable>;

/** Beside the fields of a bubble: when it is sent. The same tests as in texts. */
export const BubbleTest = z.union(
  [z.strictObject({ if: VariableName, is: z.string().min(1).optional() }), z.strictObject({ unless: VariableName })],
  { error: 'must be {"if": "name"}, {"if": "name", "is": "value"} or {"unless": "name"}' },
);

/** Whether a value is there: an empty text or list is none. */
export const isKnown = (value: TemplateValue | undefined): value is TemplateValue =>
  value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0);

/**
 * Whether a test holds. `unless` is the opposite of a plain `if`: it holds for what is not known. A value of yes or no counts
 * as known when it is yes; one item of a list is enough for `is`.
 */
export function holds(test: Test, values: TemplateValues): boolean {
  const value = values[testedName(test)];
  if ('unless' in test) return !isTruthy(value);
  if (test.is === undefined) return isTruthy(value);
  if (typeof value === 'object') return value.includes(test.is);
  return isKnown(value) && String(value) === test.is;
}

const isTruthy = (value: TemplateValue | undefined) => isKnown(value) && value !== false;

const YES_AND_NO: Record<Language, [yes: string, no: string]> = {
  'zh-TW': ['是', '否'],
  ja: ['はい', 'いいえ'],
  en: ['yes', 'no'],
  th: ['ใช่', 'ไม่ใช่'],
};

/** Fields that friends read or write; every other is read by a program, where a word must not depend on the language. */
const READ_BY_FRIENDS = new Set(['text', 'title', 'label', 'altText', 'address', 'displayText', 'fillInText']);

/** How a value is written into a field of a message. */
export function writeValue(value: TemplateValue, language: Language, field: PropertyKey | undefined): string {
  if (typeof value === 'object') return value.join(', ');
  if (typeof value !== 'boolean' || !READ_BY_FRIENDS.has(String(field))) return String(value);
  const [yes, no] = YES_AND_NO[language];
  return value ? yes : no;
}
