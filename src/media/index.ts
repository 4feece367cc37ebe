export { findIcon } from './find-icon.js';
export { routes } from './routes.js';
