import { ConflictError } from '../errors.js';
import { OWNER } from './core/built-in-roles.js';
import { StaffModel, type Staff } from './staff.model.js';

/**
 * Makes a change of a person that may leave nobody who owns the installation, and takes it back then. Looking afterwards is
 * what holds when two owners do it to each other at once: each sees that nobody is left, or the later one does.
 */
export async function keepAnOwner(
  staff: Staff,
  change: () => Promise<void>,
  takeBack: () => Promise<void>,
): Promise<void> {
  await change();
  const wasOwner = staff.roleKey === OWNER && staff.state === 'active';
  if (!wasOwner || (await StaffModel.exists({ roleKey: OWNER, state: 'active' }))) return;
  await takeBack();
  throw new ConflictError(
    `${staff._id} is the last active owner, who cannot be suspended, deleted or given another role.`,
  );
}
