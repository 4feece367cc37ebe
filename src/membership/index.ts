import type { SealedDefinition } from '../edges.js';
import { resealFields } from '../infra/mongo/reseal.js';
import { PhoneProofModel } from './phone-proof.model.js';

export { claimOwnership, type ClaimOutcome } from './claim-ownership.js';
export { finishAccountLink } from './link-account.js';
export { ownershipEnded, ownerVerified } from './events.js';
export { holdings } from './holdings.js';
export { jobs, sweeps } from './jobs.js';
export { listeners } from './listeners.js';
export { routes } from './routes.js';
export { upgradeItems } from './upgrade-items.js';

export const sealed: SealedDefinition[] = [
  { name: 'phoneProofs', reseal: (secrets) => resealFields(secrets, PhoneProofModel, ['sealedPhone']) },
];
