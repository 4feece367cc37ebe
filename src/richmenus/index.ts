import { figureJobs, figureSweeps } from './figure-jobs.js';
import { jobs as linkingJobs, sweeps as linkingSweeps } from './jobs.js';
import { publishingJobs, publishingSweeps } from './publishing-jobs.js';
import { publishingRoutes } from './publishing-routes.js';
import { routes as ruleRoutes } from './routes.js';
import { tapRoutes } from './tap-routes.js';

export const jobs = [...linkingJobs, ...publishingJobs, ...figureJobs];
export const sweeps = [...linkingSweeps, ...publishingSweeps, ...figureSweeps];
export const routes = [...ruleRoutes, ...publishingRoutes, ...tapRoutes];
export { noteLoaded } from './apply-menus.js';
export { MENU_COMMANDS, runMenuCommand, type MenuCommand, type Said } from './command-line.js';
export { listeners } from './listeners.js';
export { loadRichMenuLibrary } from './load-library.js';
export { noteTab } from './note-tab.js';
export { isMenuLinkToken } from './core/menu-link.js';
export { openMenuLink } from './open-menu-link.js';
export { publishRichMenus } from './publish-rich-menus.js';
export { references } from './references.js';
