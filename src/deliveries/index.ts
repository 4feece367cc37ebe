export { isPromotion } from './content-type.js';
export { deliver, type DeliverInput } from './deliver.js';
export { jobs, sweeps } from './jobs.js';
export { cancelPlanned, countDeliveries, findStopReason, planDeliveries } from './plan-deliveries.js';
export { listAccepted } from './list-accepted.js';
export { routes } from './routes.js';
export { sendPlanned } from './send-planned.js';
export { exports, holdings, timeline } from './holdings.js';
