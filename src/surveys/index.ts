export { answerSurvey } from './answer-survey.js';
export { readAnswer } from './core/survey.js';
export { jobs, sweeps } from './jobs.js';
export { listeners } from './listeners.js';
export { routes } from './routes.js';
export { holdings, timeline } from './holdings.js';
