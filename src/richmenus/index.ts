import { jobs as linkingJobs, sweeps as linkingSweeps } from './jobs.js';
import { publishingJobs, publishingSweeps } from './publishing-jobs.js';

export const jobs = [...linkingJobs, ...publishingJobs];
export const sweeps = [...linkingSweeps, ...publishingSweeps];
export { noteLoaded } from './apply-menus.js';
export { listeners } from './listeners.js';
export { loadRichMenuLibrary } from './load-library.js';
export { publishRichMenus } from './publish-rich-menus.js';
export { references } from './references.js';
export { routes } from './routes.js';
