import type { z } from 'zod';
import type { Context } from '../context.js';
import { ConflictError, NotFoundError } from '../errors.js';
import { BUILT_IN_ROLES, OWNER } from './core/built-in-roles.js';
import { requireWithin } from './may-manage.js';
import { RoleModel, type Role } from './role.model.js';
import type { PresentedRole, RoleInput } from './schemas.js';
import { StaffModel } from './staff.model.js';

const ROLES_MAX = 100;

/** Every role, by key. */
export const listRoles = (): Promise<Role[]> => RoleModel.find().sort({ _id: 1 }).limit(ROLES_MAX).lean();

/** A role by its key; throws NotFoundError. */
export async function getRole(key: string): Promise<Role> {
  const role = await RoleModel.findById(key).lean();
  if (!role) throw new NotFoundError('role', key);
  return role;
}

/**
 * Makes a role or changes it, for everybody who has it from their next request on. The owner's cannot be changed, and nobody
 * changes or makes one that allows more than they may do themselves.
 */
export async function saveRole(
  ctx: Pick<Context, 'actor' | 'caller' | 'clock'>,
  key: string,
  given: RoleInput,
): Promise<Role> {
  if (key === OWNER) throw new ConflictError('The role owner cannot be changed.');
  const current = await RoleModel.findById(key).lean();
  if (current) requireWithin(ctx, current);
  requireWithin(ctx, given);
  if (!current && (await RoleModel.countDocuments()) >= ROLES_MAX)
    throw new ConflictError(`There are ${ROLES_MAX} roles already, as many as there may be.`);
  const now = ctx.clock.now();
  await RoleModel.updateOne(
    { _id: key },
    { $set: { ...given, changedAt: now }, $setOnInsert: { createdAt: now } },
    { upsert: true },
  );
  return getRole(key);
}

/** Deletes a role of one's own making that nobody has. */
export async function deleteRole(key: string): Promise<void> {
  await getRole(key);
  if (key in BUILT_IN_ROLES) throw new ConflictError(`The role ${key} is built in; change it instead.`);
  const people = await StaffModel.countDocuments({ roleKey: key });
  if (people > 0) throw new ConflictError(`${people} people have the role ${key}; give them another one first.`);
  await RoleModel.deleteOne({ _id: key });
}

export const presentRole = ({
  _id,
  name,
  permissions,
  visibility,
  maskedFields,
}: Role): z.infer<typeof PresentedRole> => ({
  key: _id,
  name,
  permissions,
  visibility,
  maskedFields,
  isBuiltIn: _id in BUILT_IN_ROLES,
});
