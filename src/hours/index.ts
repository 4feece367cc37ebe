export { findHours, getHours, requireCalendars, type HoursInForce } from './calendars.js';
export { measureServiceLevel, type Measured, type Occurrence, type ServiceLevel } from './core/service-level.js';
export { calendarSaved } from './events.js';
export { getHoursInHistory } from './hours-in-history.js';
export { references } from './references.js';
export { routes } from './routes.js';
export { findPolicyVersionAt, getPolicyInForce, requirePolicies } from './service-policies.js';
