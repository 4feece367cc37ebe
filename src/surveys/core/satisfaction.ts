import { csatOf, npsOf, type Counts } from './figures.js';
import type { Question } from './question.js';

/** How many askings of one main question ended in a score, or in none yet. */
export interface Asked {
  type: Question['type'];
  score: number | null;
  count: number;
}

/** CSAT over all that were asked for a score from 1 to 5, NPS over all that were asked for one from 0 to 10; each with how many answered. */
export const satisfactionOf = (asked: Asked[]) => {
  const [rated, recommended] = [countOf(asked, 'score5'), countOf(asked, 'score10')];
  return {
    csat: { ...rated.answers, satisfied: csatOf(rated.scores) },
    nps: { ...recommended.answers, ...figuresOf(recommended.scores) },
  };
};

function figuresOf(scores: Counts) {
  const { nps = null, low = null, high = null } = npsOf(scores) ?? {};
  return { nps, low, high };
}

function countOf(asked: Asked[], wanted: Asked['type']) {
  const answers = { asked: 0, answered: 0 };
  const scores: Counts = {};
  for (const { type, score, count } of asked) {
    if (type !== wanted) continue;
    answers.asked += count;
    if (score === null) continue;
    answers.answered += count;
    scores[score] = (scores[score] ?? 0) + count;
  }
  return { answers, scores };
}
