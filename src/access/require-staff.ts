import { InvalidInputError } from '../errors.js';
import { TO_ANSWER } from './core/answering.js';
import { permits, type Permission } from './core/permits.js';
import type { Rights } from './core/rights.js';
import { findActiveStaff } from './find-staff.js';
import { RoleModel } from './role.model.js';
import type { Staff } from './staff.model.js';

/** Somebody of the staff, with what they may do and see now. */
export interface StaffWithRights {
  staff: Staff;
  rights: Rights;
}

/** Those of these people who may work now, by id, with what their roles let them do; without a role they may do nothing. */
export async function findStaffWithRights(staffIds: string[]): Promise<Map<string, StaffWithRights>> {
  const active = await findActiveStaff(staffIds);
  if (active.size === 0) return new Map();
  const roleKeys = [...new Set(Array.from(active.values(), ({ roleKey }) => roleKey))];
  const roles = new Map((await RoleModel.find({ _id: { $in: roleKeys } }).lean()).map((role) => [role._id, role]));
  return new Map(
    Array.from(active, ([id, staff]) => {
      const { permissions = [], visibility = 'own', maskedFields = [] } = roles.get(staff.roleKey) ?? {};
      return [id, { staff, rights: { permissions, visibility, teamIds: staff.teamIds, maskedFields } }];
    }),
  );
}

/** Those of these people who may work now and answer conversations, by id. */
export async function findAnswering(staffIds: string[]): Promise<Map<string, Staff>> {
  const people = await findStaffWithRights(staffIds);
  return new Map(
    Array.from(people).flatMap(([id, { staff, rights }]) =>
      TO_ANSWER.every((needed) => permits(rights.permissions, needed)) ? [[id, staff] as const] : [],
    ),
  );
}

/**
 * Throws InvalidInputError when somebody is no staff who may work now, or when their role lacks one of the permissions; resolves to
 * the people in the order of the ids.
 */
export async function requireStaff(staffIds: string[], needed: Permission[]): Promise<StaffWithRights[]> {
  const people = await findStaffWithRights(staffIds);
  return staffIds.map((staffId) => {
    const person = people.get(staffId);
    if (!person) throw new InvalidInputError('invalid_input', `${staffId} is nobody of the staff who may work now.`);
    const lacking = needed.find((permission) => !permits(person.rights.permissions, permission));
    if (lacking !== undefined)
      throw new InvalidInputError(
        'invalid_input',
        `${staffId} has the role ${person.staff.roleKey}, which lacks ${lacking}; name somebody who has ${needed.join(' and ')}.`,
      );
    return person;
  });
}

/** The same for people whom conversations are to be given to. */
export const requireAnswering = async (...staffIds: string[]): Promise<void> =>
  void (await requireStaff(staffIds, TO_ANSWER));
