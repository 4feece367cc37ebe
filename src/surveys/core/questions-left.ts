import type { Question } from './question.js';
import type { Questionnaire } from './questionnaire.js';

/** How many questions there are at most from this one on, by the longest way that branches allow; none at the end. */
export function questionsLeft({ questions }: Pick<Questionnaire, 'questions'>, next: Question | null): number {
  const left = new Map<string, number>([['end', 0]]);
  // Branches lead forward only, so from the last question on every target is known.
  for (const [place, { key, branches, otherwise }] of [...questions.entries()].toReversed()) {
    const following = otherwise ?? questions[place + 1]?.key ?? 'end';
    const targets = [...branches.map(({ to }) => to), following];
    left.set(key, 1 + Math.max(...targets.map((to) => left.get(to) ?? 0)));
  }
  return next ? (left.get(next.key) ?? 0) : 0;
}
