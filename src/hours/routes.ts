import { calendarRoutes } from './calendar-routes.js';
import { servicePolicyRoutes } from './service-policy-routes.js';

export const routes = [...calendarRoutes, ...servicePolicyRoutes];
