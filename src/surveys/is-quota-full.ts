import type { AskedSurvey } from './load-survey.js';
import { SurveyResponseModel } from './survey.model.js';

/** Whether as many have answered a survey as should. */
export async function isQuotaFull({ id, questionnaire: { answersMax } }: AskedSurvey): Promise<boolean> {
  if (answersMax === null) return false;
  return (
    (await SurveyResponseModel.countDocuments({ surveyId: id, state: 'answered' }).limit(answersMax)) >= answersMax
  );
}
