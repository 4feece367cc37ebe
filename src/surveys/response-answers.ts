import { SCORE_QUESTION } from './core/read-answer.js';
import type { Answers } from './core/take-answer.js';
import type { SurveyResponse } from './survey.model.js';

/** What was answered, also in askings that were stored before surveys had several questions: those hold a score alone. */
export function answersOf({ answers, replaced, late, score, answeredAt, answeredBy }: SurveyResponse): Answers {
  const onlyScore =
    !answers && score !== null && answeredAt
      ? [{ question: SCORE_QUESTION, value: score, at: answeredAt, eventId: answeredBy ?? '' }]
      : [];
  return { answers: answers ?? onlyScore, replaced: replaced ?? [], late: late ?? [] };
}
