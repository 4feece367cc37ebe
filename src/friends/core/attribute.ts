import { z } from 'zod';
import { assertNever } from '../../shared/assert-never.js';
import { isTimeZone } from '../../shared/local-day.js';
import type { AttributeValue } from './friend.js';

export const ATTRIBUTE_TYPES = ['text', 'number', 'date', 'boolean', 'choice', 'list'] as const;
export type AttributeType = (typeof ATTRIBUTE_TYPES)[number];

/** What an attribute tells: who the friend is, what they do, or what they like and think. */
export const ATTRIBUTE_SUBJECTS = ['demographic', 'behavioural', 'psychographic'] as const;

export const AttributeName = z
  .string()
  .regex(/^[a-zA-Z][a-zA-Z0-9]{0,59}$/, 'must be letters and digits, at most 60, beginning with a letter');

/** The attribute that says in which time zone a friend lives: quiet hours and local times go by it. */
export const TIME_ZONE_ATTRIBUTE = 'timeZone';

const TEXT_LENGTH_MAX = 1_000;
const LIST_ITEMS_MAX = 50;
const LIST_ITEM_LENGTH_MAX = 200;

const Choice = z.string().trim().min(1).max(LIST_ITEM_LENGTH_MAX);
const Choices = z
  .array(Choice)
  .max(200)
  .refine((choices) => new Set(choices).size === choices.length, 'must not name a choice twice');

/** A value as callers send it; whether it fits is the definition's to say. */
export const AttributeInput = z.union([
  z.string().max(TEXT_LENGTH_MAX),
  z.number(),
  z.boolean(),
  z.array(z.string().max(LIST_ITEM_LENGTH_MAX)).max(LIST_ITEMS_MAX),
]);

/** A kind of fact about friends. `choices` bound a choice and, when there are any, the items of a list. */
export const AttributeDefinition = z
  .strictObject({
    name: AttributeName,
    label: z.string().trim().min(1).max(100),
    type: z.enum(ATTRIBUTE_TYPES),
    about: z.enum(ATTRIBUTE_SUBJECTS).default('demographic'),
    choices: Choices.default([]),
    /** Kept out of search. */
    isSensitive: z.boolean().default(false),
  })
  .refine(({ type, choices }) => (type === 'choice' ? choices.length > 0 : type === 'list' || choices.length === 0), {
    path: ['choices'],
    message: 'belong to a choice, which needs at least one, or to a list',
  });
export type AttributeDefinition = z.infer<typeof AttributeDefinition>;

/** What may change of a definition; the type and whether it is sensitive stay, because values were taken under them. */
export const ChangeAttributeDefinition = z.strictObject({
  label: z.string().trim().min(1).max(100).optional(),
  about: z.enum(ATTRIBUTE_SUBJECTS).optional(),
  choices: Choices.optional(),
});

type Rule = Pick<AttributeDefinition, 'name' | 'type' | 'choices'>;

/** What of the value does not fit the definition, as a sentence; null when it fits. */
export function attributeProblem({ name, type, choices }: Rule, value: AttributeValue): string | null {
  const refuse = (allowed: string) => `Attribute ${name} is ${JSON.stringify(value)}; it must be ${allowed}.`;
  switch (type) {
    case 'text':
      if (typeof value !== 'string') return refuse('a text');
      return name !== TIME_ZONE_ATTRIBUTE || isTimeZone(value) ? null : refuse('a time zone such as Asia/Taipei');
    case 'number':
      return typeof value === 'number' ? null : refuse('a number');
    case 'boolean':
      return typeof value === 'boolean' ? null : refuse('true or false');
    case 'date':
      return typeof value === 'string' && isDate(value) ? null : refuse('a date such as 2026-03-01');
    case 'choice':
      return typeof value === 'string' && choices.includes(value) ? null : refuse(`one of: ${choices.join(', ')}`);
    case 'list':
      return listProblem(value, choices, refuse);
    default:
      return assertNever(type);
  }
}

function listProblem(value: AttributeValue, choices: string[], refuse: (allowed: string) => string): string | null {
  if (!Array.isArray(value)) return refuse('a list of texts');
  if (new Set(value).size !== value.length) return refuse('a list without repetitions');
  if (value.some((item) => item.trim() === '')) return refuse('a list without empty texts');
  if (choices.length > 0 && !value.every((item) => choices.includes(item)))
    return refuse(`a list of some of: ${choices.join(', ')}`);
  return null;
}

/** The value that a text of a file stands for, or what is wrong with it. Items of a list are parted by `|`. */
export function readAttribute(definition: Rule, text: string): { value: AttributeValue } | { problem: string } {
  const value = valueOf(definition.type, text);
  const problem = attributeProblem(definition, value);
  return problem === null ? { value } : { problem };
}

/** The text that stands for a value in a file. */
export const writeAttribute = (value: AttributeValue): string =>
  Array.isArray(value) ? value.join('|') : String(value);

const BOOLEANS: Record<string, boolean> = { true: true, yes: true, '1': true, false: false, no: false, '0': false };

function valueOf(type: AttributeType, text: string): AttributeValue {
  if (type === 'number' && /^[+-]?(\d+\.?\d*|\.\d+)$/.test(text)) return Number(text);
  if (type === 'boolean') return BOOLEANS[text.toLowerCase()] ?? text;
  if (type === 'list')
    return text
      .split('|')
      .map((item) => item.trim())
      .filter((item) => item !== '');
  return text;
}

/** A definition for a name that nobody defined, from its first value; null for a list, which needs a definition. */
export function definedBy(name: string, value: AttributeValue): AttributeDefinition | null {
  const type = typeof value;
  if (type !== 'string' && type !== 'number' && type !== 'boolean') return null;
  return {
    name,
    label: name,
    type: type === 'string' ? 'text' : type,
    about: 'demographic',
    choices: [],
    isSensitive: false,
  };
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}
