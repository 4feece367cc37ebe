import { digestRoutes } from './digest-routes.js';
import { feedbackRoutes } from './routes.js';

export { holdings } from './holdings.js';
export { jobs, sweeps } from './jobs.js';
export { listeners } from './listeners.js';
export const routes = [...feedbackRoutes, ...digestRoutes];
