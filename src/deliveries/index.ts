export { deliver, type DeliverInput } from './deliver.js';
export { jobs, sweeps } from './jobs.js';
export { cancelPlanned, countDeliveries, findStopReason, planDeliveries } from './plan-deliveries.js';
export { loadContent } from './load-content.js';
export { pinContent } from './pin-content.js';
export { listAccepted } from './list-accepted.js';
export { routes } from './routes.js';
export { sendPlanned } from './send-planned.js';
export { exports, holdings, timeline } from './holdings.js';
