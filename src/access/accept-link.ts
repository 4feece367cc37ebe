import type { Context } from '../context.js';
import { checkPassword, setPassword } from './set-password.js';
import { recordAudit } from './record-audit.js';
import { endSessions } from './sessions.js';
import { readLink, takeLink } from './staff-links.js';
import { StaffModel, type Staff } from './staff.model.js';

/** Sets the password by a link, once, and lets the person in who was invited. Sessions of before a reset are over. */
export async function acceptLink(
  ctx: Pick<Context, 'actor' | 'baseUrl' | 'caller' | 'clock' | 'secrets'>,
  { token, password }: { token: string; password: string },
): Promise<Staff> {
  const { link, staff } = await readLink(ctx, token);
  checkPassword(staff, password);
  await takeLink(ctx, link);
  await setPassword(ctx, staff, password);
  await StaffModel.updateOne({ _id: staff._id, state: 'invited' }, { $set: { state: 'active' } });
  await endSessions(staff._id);
  const action = `${link.purpose}.accepted`;
  await recordAudit(ctx, { action, by: `staff/${staff._id}`, subjectId: staff._id });
  return { ...staff, state: 'active' };
}
