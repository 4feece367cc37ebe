export { deliver, type DeliverInput } from './deliver.js';
export { jobs, sweeps } from './jobs.js';
export { cancelPlanned, countDeliveries, findStopReason, planDeliveries } from './plan-deliveries.js';
export { routes } from './routes.js';
export { sendPlanned } from './send-planned.js';
