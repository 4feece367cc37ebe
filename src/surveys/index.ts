import { liffRoutes } from './liff-routes.js';
import { questionnaireRoutes } from './questionnaire-routes.js';
import { surveyRoutes } from './routes.js';

export { answerByText, answerSurvey } from './answer-survey.js';
export { operations } from './ask-many.js';
export { askWaiting } from './ask-waiting.js';
export { takeBackAskings } from './skip-asking.js';
export { readAnswer, withoutAnonymousAnswer } from './core/read-answer.js';
export { surveyAnswered, surveyLeft, surveyScored } from './events.js';
export { readOpinion, type Opinion } from './read-opinion.js';
export { findResponse } from './find-response.js';
export { holdings, timeline } from './holdings.js';
export { jobs, sweeps } from './jobs.js';
export { listRated, type Rated } from './list-rated.js';
export { listeners } from './listeners.js';
export const routes = [...surveyRoutes, ...questionnaireRoutes, ...liffRoutes];
