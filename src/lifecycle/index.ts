import { friendRoutes } from './friend-routes.js';
import { policyRoutes } from './policy-routes.js';
import { reportRoutes } from './report-routes.js';

export { activityStatusChanged, stageChanged, stageLocked, stageOverdue, stageUnlocked } from './events.js';
export { holdings } from './holdings.js';
export { jobs, sweeps } from './jobs.js';
export { getLifecycleSettings } from './lifecycle-settings.js';
export { listeners } from './listeners.js';
export { names } from './names.js';
export { operations } from './operations.js';
export { isActivityWatched } from './is-activity-watched.js';
export { references } from './references.js';
export { getPolicy } from './stage-policy.js';
export const routes = [...policyRoutes, ...friendRoutes, ...reportRoutes];
