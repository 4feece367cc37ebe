import { COMMENT_MAX } from './answer-value.js';
import { nextQuestion } from './next-question.js';
import type { Texts } from './question.js';
import type { Questionnaire } from './questionnaire.js';
import type { GivenAnswer } from './take-answer.js';

/** The score of the main question, when it was on the friend's way. */
export function mainScore(questionnaire: Questionnaire, answers: readonly GivenAnswer[]): number | null {
  const values = new Map(answers.map(({ question, value }) => [question, value]));
  const main = nextQuestion(questionnaire, values).answered.find(({ key }) => key === questionnaire.main);
  const value = main && values.get(main.key);
  return typeof value === 'number' ? value : null;
}

/** What the friend wrote in their own words, of the questions on their way; null for nothing. */
export function commentIn(questionnaire: Questionnaire, answers: readonly GivenAnswer[]): string | null {
  const values = new Map(answers.map(({ question, value }) => [question, value]));
  const texts = nextQuestion(questionnaire, values).answered.flatMap(({ key, type }) => {
    const value = values.get(key);
    return type === 'text' && typeof value === 'string' && value.trim() !== '' ? [value.trim()] : [];
  });
  return texts.length > 0 ? texts.join('\n').slice(0, COMMENT_MAX) : null;
}

export const isLowScore = ({ lowScoreMax }: Pick<Questionnaire, 'lowScoreMax'>, score: number | null): boolean =>
  lowScoreMax !== null && score !== null && score <= lowScoreMax;

/** What a friend is told at the end: thanks, or that we are sorry about a low score. */
export function lastWordsOf(questionnaire: Questionnaire, score: number | null): Texts {
  const { thanks, sorry } = questionnaire;
  return isLowScore(questionnaire, score) && sorry ? sorry : thanks;
}
