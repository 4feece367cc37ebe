import { StaffModel, type Staff } from './staff.model.js';

/** Those of these people who may work now, by id. */
export async function findActiveStaff(staffIds: string[]): Promise<Map<string, Staff>> {
  const found = await StaffModel.find({ _id: { $in: staffIds }, state: 'active' }).lean();
  return new Map(found.map((staff) => [staff._id, staff]));
}
