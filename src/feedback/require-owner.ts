import { requireStaff } from '../access/index.js';

/** InvalidInputError unless that is nobody, or somebody of the staff who may work now and read what they are to see to. */
export async function requireOwner(ownerId: string | null | undefined): Promise<void> {
  if (ownerId !== null && ownerId !== undefined) await requireStaff([ownerId], ['feedback:read']);
}
