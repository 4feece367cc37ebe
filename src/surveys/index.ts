import { liffRoutes } from './liff-routes.js';
import { questionnaireRoutes } from './questionnaire-routes.js';
import { surveyRoutes } from './routes.js';

export { answerByText, answerSurvey } from './answer-survey.js';
export { operations } from './ask-many.js';
export { readAnswer, withoutAnonymousAnswer } from './core/read-answer.js';
export { surveyAnswered } from './events.js';
export { findAnswered } from './find-answered.js';
export { findResponse } from './find-response.js';
export { holdings, timeline } from './holdings.js';
export { jobs, sweeps } from './jobs.js';
export { listRated, type Rated } from './list-rated.js';
export { listeners } from './listeners.js';
export const routes = [...surveyRoutes, ...questionnaireRoutes, ...liffRoutes];
