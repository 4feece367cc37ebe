import { agentRoutes } from './agent-routes.js';
import { policyRoutes } from './policy-routes.js';
import { routingRoutes } from './routing-routes.js';

export { heartbeat } from './heartbeat.js';
export { holdings } from './holdings.js';
export { jobs, sweeps } from './jobs.js';
export { listeners } from './listeners.js';
export { references } from './references.js';

export const routes = [...agentRoutes, ...policyRoutes, ...routingRoutes];
