export { holdings } from './holdings.js';
export { jobs, sweeps } from './jobs.js';
export { listeners } from './listeners.js';
export { operations } from './operations.js';
export { loadRichMenuLibrary } from './load-library.js';
export { publishRichMenus } from './publish-rich-menus.js';
export { references } from './references.js';
export { routes } from './routes.js';
