import type { Context } from '../context.js';
import { ForbiddenError } from '../errors.js';
import { sees, sightFilter, type Assigned } from './core/sight.js';

type Needs = Pick<Context, 'actor' | 'caller'>;

const staffIdOf = ({ actor }: Pick<Context, 'actor'>) => (actor.kind === 'staff' ? actor.staffId : null);

/** Throws ForbiddenError, which the audit log tells of, unless whoever acts sees this piece of work. */
export function requireSight(ctx: Needs, { kind, id, ...work }: Assigned & { kind: string; id: string }): void {
  const { rights } = ctx.caller;
  if (sees(rights, staffIdOf(ctx), work)) return;
  const whose = work.teamId === null ? 'is assigned to somebody else' : `belongs to the team ${work.teamId}`;
  throw new ForbiddenError(`The ${kind} ${id} ${whose}; your role sees ${SEEN[rights.visibility]}.`, { kind, id });
}

const SEEN = { own: 'what is assigned to you', team: 'what is of your teams', all: 'everything' };

/** What whoever acts sees, as a filter on documents with `assigneeId` and `teamId`. */
export const sightOf = (ctx: Needs): object => sightFilter(ctx.caller.rights, staffIdOf(ctx));
