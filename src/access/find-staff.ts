import type { Context } from '../context.js';
import { ForbiddenError, NotFoundError } from '../errors.js';
import { StaffModel, type Staff } from './staff.model.js';

/** Those of these people who may work now, by id. */
export async function findActiveStaff(staffIds: string[]): Promise<Map<string, Staff>> {
  if (staffIds.length === 0) return new Map();
  const found = await StaffModel.find({ _id: { $in: staffIds }, state: 'active' }).lean();
  return new Map(found.map((staff) => [staff._id, staff]));
}

const IN_TEAM_MAX = 1_000;

/** Those of a team who may work now, by id. */
export async function listActiveStaff(teamId: string): Promise<Staff[]> {
  return StaffModel.find({ teamIds: teamId, state: 'active' }).sort({ _id: 1 }).limit(IN_TEAM_MAX).lean();
}

/** A person by id; throws NotFoundError. */
export async function getStaff(id: string): Promise<Staff> {
  const staff = await StaffModel.findById(id).lean();
  if (!staff) throw new NotFoundError('person', id);
  return staff;
}

/** Whoever is signed in; throws ForbiddenError for anybody else than a person. */
export async function getSelf({ actor }: Pick<Context, 'actor'>): Promise<Staff> {
  if (actor.kind !== 'staff') throw new ForbiddenError('This is for people who are signed in.');
  return getStaff(actor.staffId);
}
