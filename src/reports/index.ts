export { jobs, sweeps } from './jobs.js';
export { listeners } from './listeners.js';
export { routes } from './routes.js';
