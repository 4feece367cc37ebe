import { liffTierRoutes } from './liff-routes.js';
import { tierRoutes } from './routes.js';

export { holdings } from './holdings.js';
export { jobs, sweeps } from './jobs.js';
export { listeners } from './listeners.js';
export { names } from './names.js';
export { operations } from './operations.js';
export const routes = [...tierRoutes, ...liffTierRoutes];
