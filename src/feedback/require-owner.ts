import { findActiveStaff } from '../access/index.js';
import { InvalidInputError } from '../errors.js';

/** InvalidInputError unless that is nobody, or somebody of the staff who may work now. */
export async function requireOwner(ownerId: string | null | undefined): Promise<void> {
  if (ownerId === null || ownerId === undefined) return;
  if ((await findActiveStaff([ownerId])).has(ownerId)) return;
  throw new InvalidInputError(
    'invalid_input',
    `ownerId is ${ownerId}; it must be the id of somebody who may work now.`,
  );
}
