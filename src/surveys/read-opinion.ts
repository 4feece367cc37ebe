import { commentIn, isLowScore } from './core/score.js';
import { findResponse } from './find-response.js';
import { findSurvey } from './load-survey.js';

/** What a friend thinks, by their answers to one asking so far. */
export interface Opinion {
  channelId: string;
  friendId: string;
  surveyName: string;
  score: number | null;
  isLow: boolean;
  /** In their own words; null for nothing. */
  comment: string | null;
}

/** What a friend thinks now, by one asking; null when it is gone, and of an anonymous one. */
export async function readOpinion(responseId: string): Promise<Opinion | null> {
  const response = await findResponse({ _id: responseId });
  const survey = response && (await findSurvey(response.surveyId, response.version));
  if (!response || !survey || survey.questionnaire.isAnonymous) return null;
  const { channelId, friendId, score, answers } = response;
  const { questionnaire } = survey;
  return {
    channelId,
    friendId,
    surveyName: questionnaire.name,
    score,
    isLow: isLowScore(questionnaire, score),
    comment: commentIn(questionnaire, answers),
  };
}
