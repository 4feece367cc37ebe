export { createRelay, type Relay } from './relay.js';
export { routes } from './routes.js';
