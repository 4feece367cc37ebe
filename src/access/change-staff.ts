import { listChannelIds } from '../channels/index.js';
import type { Context } from '../context.js';
import { ConflictError } from '../errors.js';
import { CredentialModel } from './credential.model.js';
import { staffRemoved } from './events.js';
import { getStaff } from './find-staff.js';
import { forgetName, keepName } from './former-names.js';
import { keepAnOwner } from './keep-an-owner.js';
import { checkTeams, grantableRole, requireAbove, requireOwner } from './may-manage.js';
import { ChangeStaffInput } from './schemas.js';
import { endSessions } from './sessions.js';
import { StaffLinkModel } from './staff-link.model.js';
import { issueLink } from './staff-links.js';
import { StaffModel, type Staff } from './staff.model.js';

type Needs = Pick<Context, 'actor' | 'baseUrl' | 'caller' | 'clock' | 'secrets'>;

/** Changes name, role or teams of a person. With another role they sign in anew, so that no token of before has it. */
export async function changeStaff(ctx: Needs, id: string, given: ChangeStaffInput): Promise<Staff> {
  const changed = ChangeStaffInput.parse(given);
  const staff = await getStaff(id);
  await requireAbove(ctx, staff);
  if (changed.roleKey !== undefined) await grantableRole(ctx, changed.roleKey);
  if (changed.teamIds) await checkTeams(ctx, changed.teamIds, staff.teamIds);
  await keepAnOwner(
    staff,
    () => write(id, changed),
    () => write(id, { roleKey: staff.roleKey }),
  );
  if (changed.roleKey !== undefined && changed.roleKey !== staff.roleKey) await endSessions(id);
  return getStaff(id);
}

/** Keeps a person out from the next request on. Their work stays. */
export async function suspendStaff(ctx: Needs, id: string): Promise<Staff> {
  const staff = await getStaff(id);
  await requireAbove(ctx, staff);
  await keepAnOwner(
    staff,
    () => write(id, { state: 'suspended' }),
    () => write(id, { state: staff.state }),
  );
  await endSessions(id);
  return getStaff(id);
}

/** Lets a person who was suspended in again, by the password that they had, or by the invitation if they never had one. */
export async function reinstateStaff(ctx: Needs, id: string): Promise<Staff> {
  const staff = await getStaff(id);
  await requireAbove(ctx, staff);
  if (staff.state !== 'suspended') throw new ConflictError(`${id} is ${staff.state}, not suspended.`);
  const hasPassword = await CredentialModel.exists({ _id: id, passwordHash: { $ne: null } });
  await write(id, { state: hasPassword ? 'active' : 'invited' });
  return getStaff(id);
}

/** Removes a person with everything by which they could come in. What they did stays under their id and name. */
export async function deleteStaff(ctx: Needs & Pick<Context, 'publish'>, id: string): Promise<void> {
  const staff = await getStaff(id);
  await requireAbove(ctx, staff);
  await keepAnOwner(
    staff,
    async () => {
      await keepName(ctx, 'person', staff);
      await StaffModel.deleteOne({ _id: id });
    },
    async () => {
      await StaffModel.collection.insertOne(staff as never);
      await forgetName(id);
    },
  );
  await endSessions(id);
  await StaffLinkModel.deleteMany({ staffId: id });
  await CredentialModel.deleteOne({ _id: id });
  const said = staffRemoved.of({ staffId: id, name: staff.name }, ctx.clock.now());
  const channelIds = await listChannelIds();
  await ctx.publish(
    channelIds.map((channelId) => ({ ...said, id: `staff/${id}/${channelId}:removed`, channelId, friendId: null })),
  );
}

/**
 * Makes another link for a person: an invitation for who has not come yet, else a reset, which an owner makes. A reset takes
 * password and authenticator away at once, and ends every session.
 */
export async function resetStaff(ctx: Needs, id: string): Promise<{ url: string; expiresAt: Date }> {
  const staff = await getStaff(id);
  await requireAbove(ctx, staff);
  if (staff.state === 'suspended') throw new ConflictError(`${id} is suspended; reinstate them first.`);
  if (staff.state === 'invited') return issueLink(ctx, id, 'invitation');
  requireOwner(ctx, "reset somebody's password");
  await CredentialModel.deleteOne({ _id: id });
  await endSessions(id);
  return issueLink(ctx, id, 'reset');
}

const write = async (id: string, changed: Partial<Staff>): Promise<void> => {
  await StaffModel.updateOne({ _id: id }, { $set: changed });
};
