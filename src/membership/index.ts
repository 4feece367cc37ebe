export { claimOwnership, type ClaimOutcome } from './claim-ownership.js';
export { finishAccountLink } from './link-account.js';
export { ownershipEnded, ownerVerified } from './events.js';
export { holdings } from './holdings.js';
export { jobs, sweeps } from './jobs.js';
export { listeners } from './listeners.js';
export { routes } from './routes.js';
export { upgradeItems } from './upgrade-items.js';
