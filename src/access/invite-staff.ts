import type { Context } from '../context.js';
import { ConflictError } from '../errors.js';
import { newId } from '../infra/ids.js';
import { isDuplicateKey } from '../infra/mongo/model.js';
import { checkTeams, grantableRole } from './may-manage.js';
import { InviteInput } from './schemas.js';
import { issueLink } from './staff-links.js';
import { StaffModel, type Staff } from './staff.model.js';

/** Invites somebody: an account that waits, and a link by which they set their password. */
export async function inviteStaff(
  ctx: Pick<Context, 'actor' | 'baseUrl' | 'caller' | 'clock' | 'secrets'>,
  given: InviteInput,
): Promise<{ staff: Staff; link: { url: string; expiresAt: Date } }> {
  const { email, name, roleKey, teamIds } = InviteInput.parse(given);
  await grantableRole(ctx, roleKey);
  await checkTeams(ctx, teamIds, []);
  const staff: Staff = { _id: newId(), email, name, roleKey, teamIds, state: 'invited', createdAt: ctx.clock.now() };
  try {
    await StaffModel.collection.insertOne(staff as never);
  } catch (error) {
    if (isDuplicateKey(error)) throw new ConflictError(`${email} has an account already.`);
    throw error;
  }
  return { staff, link: await issueLink(ctx, staff._id, 'invitation') };
}
