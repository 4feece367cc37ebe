import { z } from 'zod';
import { assertNever } from '../../shared/assert-never.js';
import { Language } from '../../shared/language.js';

export const CHOICES_MAX = 11; // LINE shows 13 quick replies; two are kept for "done" and "skip"
const BRANCHES_MAX = 12;
const TEXT_MAX = 500;
const LABEL_MAX = 20; // of a quick reply

/** A text in each language that is written; friends of other languages get that of the channel, else the first. */
export const textsUpTo = (max: number) =>
  z
    .partialRecord(Language, z.string().trim().min(1).max(max))
    .refine((given) => Object.keys(given).length > 0, 'must have a language');
export const Texts = textsUpTo(TEXT_MAX);
export type Texts = z.infer<typeof Texts>;

const RESERVED = ['end', 'done', 'skip'];
const Key = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,19}$/, 'must be a-z, 0-9 and -, at most 20, with a letter first')
  .refine((key) => !RESERVED.includes(key), `must not be one of ${RESERVED.join(', ')}`);
export const QuestionKey = Key;
const ChoiceKey = Key;

/** When a branch is taken: a score within bounds, or one of these choices among the answer (`yes` and `no` of a yes-or-no question). */
export const When = z.union([
  z
    .strictObject({
      atLeast: z.number().int().min(0).max(10).optional(),
      atMost: z.number().int().min(0).max(10).optional(),
    })
    .refine(({ atLeast, atMost }) => atLeast !== undefined || atMost !== undefined, 'must have a bound'),
  z.strictObject({ anyOf: z.array(ChoiceKey).min(1).max(CHOICES_MAX) }),
]);
export type When = z.infer<typeof When>;

/** `end` ends the questionnaire. */
const Target = z.union([z.literal('end'), QuestionKey]);
const common = {
  key: QuestionKey,
  texts: Texts,
  /** The first branch that holds leads on; else `otherwise`, else the question after this one. */
  branches: z
    .array(z.strictObject({ when: When, to: Target }))
    .max(BRANCHES_MAX)
    .default([]),
  otherwise: Target.nullable().default(null),
  /** May be skipped; a skipped question takes no branch. */
  isOptional: z.boolean().default(false),
};
const choices = z
  .array(z.strictObject({ key: ChoiceKey, texts: textsUpTo(LABEL_MAX) }))
  .min(2)
  .max(CHOICES_MAX)
  .refine((given) => new Set(given.map(({ key }) => key)).size === given.length, 'must have each key once');

/** Scores: `score5` from 1 to 5 for CSAT, `score10` from 0 to 10 for NPS, `score7` from 1 to 7 for CES. */
export const Question = z.discriminatedUnion('type', [
  z.strictObject({ type: z.enum(['score5', 'score10', 'score7']), ...common }),
  z.strictObject({ type: z.literal('yesNo'), ...common }),
  z.strictObject({ type: z.enum(['single', 'multiple']), choices, ...common }),
  z.strictObject({ type: z.literal('text'), ...common }),
]);
export type Question = z.infer<typeof Question>;

/** The lowest and highest score of a question; null for one without a score. */
export function scaleOf({ type }: Pick<Question, 'type'>): { from: number; to: number } | null {
  switch (type) {
    case 'score5':
      return { from: 1, to: 5 };
    case 'score7':
      return { from: 1, to: 7 };
    case 'score10':
      return { from: 0, to: 10 };
    case 'yesNo':
    case 'single':
    case 'multiple':
    case 'text':
      return null;
    default:
      return assertNever(type);
  }
}

/** Whether a condition speaks of what a question can be answered with. */
export function allowsWhen(question: Question, when: When): boolean {
  const scale = scaleOf(question);
  if (!('anyOf' in when)) return scale !== null;
  const keys =
    question.type === 'yesNo' ? ['yes', 'no'] : 'choices' in question ? question.choices.map(({ key }) => key) : [];
  return when.anyOf.every((key) => keys.includes(key));
}
