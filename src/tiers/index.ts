export { holdings } from './holdings.js';
export { jobs, sweeps } from './jobs.js';
export { listeners } from './listeners.js';
export { operations } from './operations.js';
export { routes } from './routes.js';
