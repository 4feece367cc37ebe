import type { Context } from '../context.js';
import { ForbiddenError, InvalidInputError } from '../errors.js';
import { OWNER } from './core/built-in-roles.js';
import { beyond } from './core/permits.js';
import { VISIBILITIES, type Rights } from './core/rights.js';
import { RoleModel, type Role } from './role.model.js';
import type { Staff } from './staff.model.js';
import { TeamModel } from './team.model.js';

type Needs = Pick<Context, 'actor' | 'caller'>;

/** Throws ForbiddenError unless whoever acts is an owner, or a program that may do everything an admin may. */
export function requireOwner({ actor, caller }: Needs, what: string): void {
  const isOwner =
    actor.kind === 'staff' ? actor.roleKey === OWNER : beyond(caller.rights.permissions, ['*:admin']) === undefined;
  if (!isOwner) throw new ForbiddenError(`Only an owner may ${what}.`);
}

/** Throws ForbiddenError when somebody would change an owner, or a person of more rights than their own. */
export async function requireAbove(ctx: Needs, staff: Pick<Staff, '_id' | 'roleKey'>): Promise<void> {
  if (staff.roleKey === OWNER) return requireOwner(ctx, 'change an owner');
  const role = await RoleModel.findById(staff.roleKey).lean();
  if (role) requireWithin(ctx, role);
}

/** The role, if whoever acts may give it; throws InvalidInputError when there is none, ForbiddenError when it goes beyond their rights. */
export async function grantableRole(ctx: Needs, roleKey: string): Promise<Role> {
  const role = await RoleModel.findById(roleKey).lean();
  if (!role) {
    const keys = (await RoleModel.find().sort({ _id: 1 }).limit(100).lean()).map(({ _id }) => _id);
    throw new InvalidInputError('invalid_input', `roleKey: ${roleKey} is no role; roles are ${keys.join(', ')}.`);
  }
  if (roleKey === OWNER) requireOwner(ctx, 'make somebody an owner');
  else requireWithin(ctx, role);
  return role;
}

/** Nobody gives away, to others or by changing a role, what they do not have. A program with the scope admin acts for an owner. */
export function requireWithin(
  { actor, caller: { rights } }: Needs,
  given: Pick<Rights, 'permissions' | 'visibility' | 'maskedFields'>,
): void {
  if (actor.kind !== 'staff') return;
  const strange = beyond(rights.permissions, given.permissions);
  if (strange) throw new ForbiddenError(`This would allow ${strange}, which you may not do yourself.`);
  if (VISIBILITIES.indexOf(given.visibility) > VISIBILITIES.indexOf(rights.visibility))
    throw new ForbiddenError(`This would see ${given.visibility}, and you see ${rights.visibility} yourself.`);
  const shown = rights.maskedFields.find((field) => !given.maskedFields.includes(field));
  if (shown !== undefined) throw new ForbiddenError(`This would show ${shown}, which is hidden from you.`);
}

/**
 * Throws InvalidInputError unless every team is there, and ForbiddenError when somebody who does not see every team puts a person
 * into one that is not their own. `had` are those that the person is in already.
 */
export async function checkTeams(
  { actor, caller: { rights } }: Needs,
  teamIds: string[],
  had: string[],
): Promise<void> {
  const known = new Set((await TeamModel.find({ _id: { $in: teamIds } }).lean()).map(({ _id }) => _id));
  const strange = teamIds.find((id) => !known.has(id));
  if (strange !== undefined) throw new InvalidInputError('invalid_input', `teamIds: there is no team ${strange}.`);
  if (actor.kind !== 'staff' || rights.visibility === 'all') return;
  const others = teamIds.find((id) => !had.includes(id) && !rights.teamIds.includes(id));
  if (others !== undefined) throw new ForbiddenError(`Team ${others} is not yours, so you give it nobody.`);
}
