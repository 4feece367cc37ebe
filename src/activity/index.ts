export { oweMedia } from './copy-media.js';
export { activityRecorded } from './events.js';
export { jobs, sweeps } from './jobs.js';
export { recordActivities, type NewActivity } from './record-activity.js';
export { routes } from './routes.js';
export { isUnsent, unsendMessage } from './unsend-message.js';
