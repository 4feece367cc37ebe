export { claimOwnership, type ClaimOutcome } from './claim-ownership.js';
export { ownerVerified } from './events.js';
export { routes } from './routes.js';
export { holdings } from './holdings.js';
