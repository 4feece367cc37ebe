import type { AnswerValue } from './answer-value.js';

/** The only question of a survey that asks by a template. */
export const SCORE_QUESTION = 'score';

/** What a tap says: an answer, one of several choices, or that those are all. */
export interface Tap {
  responseId: string;
  question: string;
  step: { kind: 'answer'; value: AnswerValue } | { kind: 'add'; choice: string } | { kind: 'done' };
}

/**
 * The tap in a postback's data, or null when it is none: `survey=<response>&q=<question>&a=<answer>`, or
 * `survey=<response>&score=<1..5>` of a survey that asks by a template.
 */
export function readAnswer(data: string): Tap | null {
  const given = new URLSearchParams(data);
  const responseId = given.get('survey');
  if (!responseId) return null;
  const question = given.get('q');
  const answer = given.get('a');
  if (question && answer) return { responseId, question, step: readStep(answer) };
  const score = Number(given.get('score'));
  return Number.isInteger(score) && score >= 1 && score <= 5
    ? { responseId, question: SCORE_QUESTION, step: { kind: 'answer', value: score } }
    : null;
}

function readStep(answer: string): Tap['step'] {
  if (answer === 'done') return { kind: 'done' };
  if (answer === 'skip') return { kind: 'answer', value: null };
  if (answer.startsWith('add:')) return { kind: 'add', choice: answer.slice('add:'.length) };
  return { kind: 'answer', value: /^\d{1,2}$/.test(answer) ? Number(answer) : answer };
}

/** The data of a tap as it may be kept beside who tapped: of an anonymous answer, nothing but that it was one. */
export function withoutAnonymousAnswer(data: string): string {
  const given = new URLSearchParams(data);
  return given.has('survey') && given.get('anonymous') === '1' ? 'survey=anonymous' : data;
}
