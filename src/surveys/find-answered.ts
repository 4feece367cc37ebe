import { findResponse } from './find-response.js';
import { findSurvey } from './load-survey.js';

/** The score of an asking as it is now, and what the friend wrote in their own words; null when there is no such asking. */
export async function findAnswered(
  responseId: string,
): Promise<{ score: number | null; comment: string | null } | null> {
  const response = await findResponse({ _id: responseId });
  const survey = response && (await findSurvey(response.surveyId, response.version));
  if (!response || !survey) return null;
  const free = new Set(survey.questionnaire.questions.flatMap(({ key, type }) => (type === 'text' ? [key] : [])));
  const said = response.answers.flatMap(({ question, value }) =>
    free.has(question) && typeof value === 'string' && value.trim() !== '' ? [value.trim()] : [],
  );
  return { score: response.score, comment: said.length > 0 ? said.join('\n') : null };
}
