export { referralRewarded } from './events.js';
export { holdings, timeline } from './holdings.js';
export { jobs, sweeps } from './jobs.js';
export { listeners } from './listeners.js';
export { routes } from './routes.js';
