import type { Actor } from '../context.js';
import { rightsOfKey, rightsOfStaff } from './authenticate.js';
import { EVERY_RIGHT, NO_RIGHTS, type Rights } from './core/rights.js';
import { StaffModel } from './staff.model.js';

/** What somebody may do now, for work that goes on after their request: who was suspended meanwhile may do nothing more. */
export async function rightsOfActor(actor: Actor): Promise<Rights> {
  switch (actor.kind) {
    case 'system':
      return EVERY_RIGHT;
    case 'apiKey':
      return rightsOfKey(actor);
    case 'staff': {
      const staff = await StaffModel.findOne({ _id: actor.staffId, state: 'active' }).lean();
      return staff ? rightsOfStaff(staff) : NO_RIGHTS;
    }
    default:
      return NO_RIGHTS;
  }
}
