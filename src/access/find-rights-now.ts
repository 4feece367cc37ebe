import type { Caller, Context } from '../context.js';
import { getAccessSettings } from './access-settings.model.js';
import { ApiKeyModel } from './api-key.model.js';
import { rightsOfKey } from './authenticate.js';
import { CredentialModel } from './credential.model.js';
import type { Rights } from './core/rights.js';
import { findStaffWithRights } from './require-staff.js';
import { isOver } from './sessions.js';
import { SessionModel } from './session.model.js';

/** Somebody whose request goes on. */
export type Listening = Pick<Context, 'actor'> & { caller: Pick<Caller, 'session'> };

/**
 * What each of many callers may do now, in their order; null for one whose session or key is over, or who may do nothing before
 * they enrol an authenticator. Unlike a request it is no use of the session: who only listens is signed out like anybody else.
 */
export async function findRightsNow(ctx: Pick<Context, 'clock'>, listening: Listening[]): Promise<(Rights | null)[]> {
  const keyIds = listening.flatMap(({ actor }) => (actor.kind === 'apiKey' ? actor.keyId : []));
  const [people, keys] = await Promise.all([
    findPeople(ctx, listening),
    keyIds.length > 0 ? ApiKeyModel.find({ _id: { $in: keyIds }, revokedAt: null }).lean() : [],
  ]);
  return listening.map(({ actor, caller }) => {
    if (actor.kind === 'staff') return people.get(caller.session?.id ?? '') ?? null;
    const key = actor.kind === 'apiKey' ? keys.find(({ _id }) => _id === actor.keyId) : undefined;
    return key ? rightsOfKey(key) : null;
  });
}

/** Rights by the id of the session. */
async function findPeople(ctx: Pick<Context, 'clock'>, listening: Listening[]): Promise<Map<string, Rights>> {
  const ids = listening.flatMap(({ caller }) => caller.session?.id ?? []);
  if (ids.length === 0) return new Map();
  const now = ctx.clock.now();
  const sessions = (await SessionModel.find({ _id: { $in: ids } }).lean()).filter((session) => !isOver(session, now));
  const staffIds = sessions.map(({ staffId }) => staffId);
  const [people, enrolled] = await Promise.all([
    findStaffWithRights(staffIds),
    getAccessSettings().then(({ secondFactor }) => (secondFactor === 'required' ? findEnrolled(staffIds) : null)),
  ]);
  return new Map(
    sessions.flatMap(({ _id, staffId, way }) => {
      const person = people.get(staffId);
      const mustEnrol = enrolled !== null && way === 'password' && !enrolled.has(staffId);
      return person && !mustEnrol ? [[_id, person.rights] as const] : [];
    }),
  );
}

async function findEnrolled(staffIds: string[]): Promise<Set<string>> {
  const confirmed = { _id: { $in: staffIds }, 'authenticator.confirmedAt': { $type: 'date' as const } };
  return new Set((await CredentialModel.find(confirmed, { _id: 1 }).lean()).map(({ _id }) => _id));
}
