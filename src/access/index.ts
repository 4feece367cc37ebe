import type { SealedDefinition } from '../edges.js';
import { resealFields } from '../infra/mongo/reseal.js';
import { auditRoutes } from './audit-routes.js';
import { authenticatorRoutes } from './authenticator-routes.js';
import { dropOldAudit } from './drop-old-audit.js';
import { apiKeyRoutes } from './api-key-routes.js';
import { CredentialModel } from './credential.model.js';
import { oidcRoutes } from './oidc-routes.js';
import { roleRoutes } from './role-routes.js';
import { sessionRoutes } from './session-routes.js';
import { staffRoutes } from './staff-routes.js';
import { teamRoutes } from './team-routes.js';

export { authenticate } from './authenticate.js';
export { createApiKey, ensureBootstrapApiKey } from './create-api-key.js';
export { removeTeam } from './delete-team.js';
export { ensureOwner, ensureRoles } from './ensure-owner.js';
export { staffRemoved, teamDeleted } from './events.js';
export { findRightsNow } from './find-rights-now.js';
export { findActiveStaff, listActiveStaff } from './find-staff.js';
export { findUnknownKeys, nameStaff, nameTeams } from './former-names.js';
export { holdings } from './holdings.js';
export { maskFile } from './mask-file.js';
export { idOfActor, nameActor } from './name-actor.js';
export { recordAudit, recordRefusal } from './record-audit.js';
export { findAnswering, requireAnswering, requireStaff, type StaffWithRights } from './require-staff.js';
export { requireSight, sightOf } from './require-sight.js';
export { rightsOfActor } from './rights-of-actor.js';
export { csrfTokenOf } from './sessions.js';
export { findTeam, getTeam, listTeams, requireTeam } from './teams.js';
export type { Staff } from './staff.model.js';

export const routes = [
  ...apiKeyRoutes,
  ...sessionRoutes,
  ...authenticatorRoutes,
  ...oidcRoutes,
  ...staffRoutes,
  ...teamRoutes,
  ...roleRoutes,
  ...auditRoutes,
];

export const sealed: SealedDefinition[] = [
  {
    name: 'authenticators',
    reseal: (secrets) => resealFields(secrets, CredentialModel, ['authenticator.sealedSecret']),
  },
];

export const sweeps = [{ name: 'access.old-audit', run: dropOldAudit }];
