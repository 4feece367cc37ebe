import type { Actor, Caller, Context } from '../context.js';
import { permissionFor, type RouteDefinition } from '../edges.js';
import { AppError, ForbiddenError } from '../errors.js';
import { getAccessSettings } from './access-settings.model.js';
import { ApiKeyModel, type ApiKey } from './api-key.model.js';
import { permits, type Permission } from './core/permits.js';
import { NO_RIGHTS, type Rights } from './core/rights.js';
import { CredentialModel } from './credential.model.js';
import { RoleModel } from './role.model.js';
import { nameActor } from './name-actor.js';
import { readSession, SESSION_COOKIE } from './sessions.js';
import { StaffModel, type Staff } from './staff.model.js';

type Needs = Pick<Context, 'caller' | 'clock' | 'secrets'>;

/** Who calls, with what they may do. `mustEnrol` keeps a person from everything but enrolling an authenticator. */
export interface Known {
  actor: Actor;
  rights: Rights;
  session: Caller['session'];
  mustEnrol: boolean;
}

/**
 * Who calls a route, by an API key or else by the cookie of a session, and why they may not; null when they may. Rejects with
 * `unauthorized` when nobody is known by what was sent. Read anew with each request, so a revoked key, a suspended person and
 * a changed role count at once.
 */
export async function authenticate(
  ctx: Needs,
  route: Pick<RouteDefinition, 'access' | 'tag'>,
  authorization: string | undefined,
  params: Record<string, unknown>,
): Promise<{ known: Known; refusal: ForbiddenError | null }> {
  if ('public' in route.access) return { known: NOBODY, refusal: null };
  const known = await identify(ctx, authorization);
  const refusal = refusalOf(known, route);
  return { known, refusal: refusal && (await hasStarted(known, route, params)) ? null : refusal };
}

/** Whether it was them who started what a route is about. */
async function hasStarted(
  { actor, mustEnrol }: Known,
  { access }: Pick<RouteDefinition, 'access'>,
  params: Record<string, unknown>,
): Promise<boolean> {
  if (mustEnrol || !('scope' in access) || !access.startedBy) return false;
  const starter = await access.startedBy(params);
  return starter !== null && nameActor(starter) === nameActor(actor);
}

async function identify(ctx: Needs, authorization: string | undefined): Promise<Known> {
  if (authorization !== undefined) return identifyKey(ctx, authorization);
  const token = ctx.caller.cookie(SESSION_COOKIE);
  if (token === null) throw new AppError('unauthorized', 'Sign in, or send an API key: Authorization: Bearer <key>.');
  return identifyPerson(ctx, token);
}

function refusalOf(known: Known, route: Pick<RouteDefinition, 'access' | 'tag'>): ForbiddenError | null {
  const needed = permissionFor(route);
  if (needed === null)
    return known.session
      ? null
      : new ForbiddenError('This is for people who are signed in; an API key has no session.');
  if (known.mustEnrol)
    return new ForbiddenError('Everybody has to enrol an authenticator first: POST /api/v1/session/authenticator.');
  return permits(known.rights.permissions, needed) ? null : new ForbiddenError(lackOf(known, needed));
}

const NOBODY: Known = {
  actor: { kind: 'system', name: 'public route' },
  rights: NO_RIGHTS,
  session: null,
  mustEnrol: false,
};

function lackOf({ actor }: Known, needed: Permission): string {
  const [, scope] = needed.split(':');
  if (actor.kind === 'apiKey')
    return `This API key has the scopes ${actor.scopes.join(', ')}; the route needs ${scope}.`;
  return actor.kind === 'staff' ? `The role ${actor.roleKey} lacks ${needed}.` : `This needs ${needed}.`;
}

async function identifyKey(ctx: Needs, authorization: string): Promise<Known> {
  const key = /^Bearer (\S{1,200})$/.exec(authorization)?.[1];
  if (!key) throw new AppError('unauthorized', 'Send an API key: Authorization: Bearer <key>.');
  const apiKey = await ApiKeyModel.findOne({ fingerprint: ctx.secrets.fingerprint(key), revokedAt: null }).lean();
  if (!apiKey) throw new AppError('unauthorized', 'This API key is unknown or revoked.');
  return {
    actor: { kind: 'apiKey', keyId: apiKey._id, scopes: apiKey.scopes },
    rights: rightsOfKey(apiKey),
    session: null,
    mustEnrol: false,
  };
}

/** A key has its scopes in every area, and sees everything. */
export const rightsOfKey = ({ scopes }: Pick<ApiKey, 'scopes'>): Rights => ({
  permissions: scopes.map((scope): Permission => `*:${scope}`),
  visibility: 'all',
  teamIds: [],
  maskedFields: [],
});

async function identifyPerson(ctx: Needs, token: string): Promise<Known> {
  const session = await readSession(ctx, token);
  if (!session) throw new AppError('unauthorized', 'This session is over; sign in again.');
  const [staff, { secondFactor }] = await Promise.all([
    StaffModel.findOne({ _id: session.staffId, state: 'active' }).lean(),
    getAccessSettings(),
  ]);
  if (!staff) throw new AppError('unauthorized', 'This session is over; sign in again.');
  const isAsked = secondFactor === 'required' && session.way === 'password';
  return {
    actor: { kind: 'staff', staffId: staff._id, roleKey: staff.roleKey },
    rights: await rightsOfStaff(staff),
    session: { id: session._id, token, way: session.way },
    mustEnrol: isAsked && !(await hasAuthenticator(staff._id)),
  };
}

async function hasAuthenticator(staffId: string): Promise<boolean> {
  return (await CredentialModel.exists({ _id: staffId, 'authenticator.confirmedAt': { $type: 'date' } })) !== null;
}

/** What somebody may do by their role now; nothing when there is no such role any more. */
export async function rightsOfStaff({ roleKey, teamIds }: Pick<Staff, 'roleKey' | 'teamIds'>): Promise<Rights> {
  const role = await RoleModel.findById(roleKey).lean();
  if (!role) return NO_RIGHTS;
  const { permissions, visibility, maskedFields } = role;
  return { permissions, visibility, teamIds, maskedFields };
}
