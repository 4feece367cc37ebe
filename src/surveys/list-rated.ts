import { findSurvey } from './load-survey.js';
import { SurveyResponseModel, type SurveyResponse } from './survey.model.js';

/** A friend who was asked for a score from 1 to 5, and what it was about. */
export interface Rated {
  /** What triggered the asking; of an activity its id. */
  cause: string;
  askAt: Date;
  /** Null while unanswered. */
  score: number | null;
}

/**
 * Those of a channel who were asked from `from` until before `until` with a score from 1 to 5 as the main question. Who was
 * skipped was not asked; anonymous answers lead to nobody and are left out.
 */
export async function listRated(channelId: string, from: Date, until: Date): Promise<Rated[]> {
  const asked = await SurveyResponseModel.find(
    { channelId, askAt: { $gte: from, $lt: until }, state: { $in: ['asked', 'answered', 'expired'] } },
    { surveyId: 1, version: 1, cause: 1, askAt: 1, score: 1 },
  ).lean<Pick<SurveyResponse, 'surveyId' | 'version' | 'cause' | 'askAt' | 'score'>[]>();
  const isRating = new Map<string, boolean>();
  const rated: Rated[] = [];
  for (const { surveyId, version = null, cause, askAt, score } of asked) {
    const key = `${surveyId}/${version}`;
    const known = isRating.get(key) ?? (await asksForRating(surveyId, version));
    isRating.set(key, known);
    if (known && cause !== undefined) rated.push({ cause, askAt, score });
  }
  return rated;
}

async function asksForRating(surveyId: string, version: number | null): Promise<boolean> {
  const survey = await findSurvey(surveyId, version);
  if (!survey || survey.questionnaire.isAnonymous) return false;
  const { questions, main } = survey.questionnaire;
  return questions.find(({ key }) => key === main)?.type === 'score5';
}
