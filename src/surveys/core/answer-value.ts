import { scaleOf, type Question, type When } from './question.js';

export const COMMENT_MAX = 2_000;

/** An answer: a score; `yes`, `no` or a choice; several choices; a text. Null: skipped. */
export type AnswerValue = number | string | string[] | null;

/** The answer as it is kept; undefined when the question cannot be answered so. */
export function fitAnswer(question: Question, given: AnswerValue): AnswerValue | undefined {
  if (given === null) return question.isOptional ? null : undefined;
  const scale = scaleOf(question);
  if (scale) {
    const isWithin = typeof given === 'number' && Number.isInteger(given) && given >= scale.from && given <= scale.to;
    return isWithin ? given : undefined;
  }
  if (question.type === 'text') return typeof given === 'string' ? given.slice(0, COMMENT_MAX) : undefined;
  const keys = 'choices' in question ? question.choices.map(({ key }) => key) : ['yes', 'no'];
  if (question.type === 'multiple') {
    if (!Array.isArray(given) || given.some((key) => !keys.includes(key))) return undefined;
    return keys.filter((key) => given.includes(key));
  }
  return typeof given === 'string' && keys.includes(given) ? given : undefined;
}

/** Whether a condition holds for an answer; never for a skipped one. */
export function holds(when: When, value: AnswerValue): boolean {
  if (value === null) return false;
  if ('anyOf' in when) return [value].flat().some((key) => typeof key === 'string' && when.anyOf.includes(key));
  const { atLeast = -Infinity, atMost = Infinity } = when;
  return typeof value === 'number' && value >= atLeast && value <= atMost;
}
