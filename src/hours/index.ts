export { getHours, type HoursInForce } from './calendars.js';
export { measureServiceLevel, type Measured, type Occurrence, type ServiceLevel } from './core/service-level.js';
export { routes } from './routes.js';
export { getPolicyInForce } from './service-policies.js';
