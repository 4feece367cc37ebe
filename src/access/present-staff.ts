import type { z } from 'zod';
import type { PresentedStaff } from './schemas.js';
import type { Staff } from './staff.model.js';

/** A person as others see them. */
export const presentStaff = (staff: Staff): z.infer<typeof PresentedStaff> => {
  const { _id: id, email, name, roleKey, teamIds, state, createdAt } = staff;
  return { id, email, name, roleKey, teamIds, state, createdAt };
};
