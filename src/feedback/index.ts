import type { SealedDefinition } from '../edges.js';
import { resealFields } from '../infra/mongo/reseal.js';
import { FeedbackDigestModel } from './digest.model.js';
import { digestRoutes } from './digest-routes.js';
import { feedbackRoutes } from './routes.js';

export { holdings } from './holdings.js';
export { jobs, sweeps } from './jobs.js';
export { listeners } from './listeners.js';
export const sealed: SealedDefinition[] = [
  {
    name: 'feedbackDigests',
    reseal: (secrets) => resealFields(secrets, FeedbackDigestModel, ['webhook.sealedSecret']),
  },
];

export const routes = [...feedbackRoutes, ...digestRoutes];
