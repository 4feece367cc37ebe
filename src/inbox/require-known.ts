import { nameStaff } from '../access/index.js';
import { InvalidInputError } from '../errors.js';
import { ConversationModel } from './conversation.model.js';

/**
 * Throws InvalidInputError naming the first of these ids that is of nobody who is or was of the staff; `field` is what the caller
 * calls it. Who was removed stays known, for what they had.
 */
export async function requireKnownStaff(staffIds: string[], field: string): Promise<void> {
  if (staffIds.length === 0) return;
  const names = await nameStaff(staffIds);
  for (const staffId of staffIds) {
    // Of who was removed before names were kept there is what they had.
    if (names.has(staffId) || (await ConversationModel.exists({ assigneeId: staffId }))) continue;
    throw new InvalidInputError('invalid_input', `${field} is ${staffId}; nobody of the staff has or had this id.`);
  }
}
