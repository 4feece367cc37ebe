export { findActiveStaff } from './find-staff.js';
export { authenticate } from './authenticate.js';
export { createApiKey, ensureBootstrapApiKey } from './create-api-key.js';
export { routes } from './routes.js';
export { idOfActor, nameActor } from './name-actor.js';
export type { Staff } from './staff.model.js';
