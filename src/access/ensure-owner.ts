import type { Context } from '../context.js';
import { newId } from '../infra/ids.js';
import { insertNew, isDuplicateKey } from '../infra/mongo/model.js';
import { BUILT_IN_ROLES, OWNER } from './core/built-in-roles.js';
import { CredentialModel } from './credential.model.js';
import { Email } from './schemas.js';
import { checkPassword, setPassword } from './set-password.js';
import { RoleModel } from './role.model.js';
import { StaffModel, type Staff } from './staff.model.js';

/** Makes the roles that every installation has, where they are missing; those that were changed stay. */
export async function ensureRoles(ctx: Pick<Context, 'clock'>): Promise<void> {
  const now = ctx.clock.now();
  await insertNew(
    RoleModel,
    Object.entries(BUILT_IN_ROLES).map(([_id, role]) => ({ _id, ...role, createdAt: now, changedAt: now })),
  );
}

/** Makes the first owner from OWNER_EMAIL and OWNER_PASSWORD, when there is no active owner. Throws InvalidInputError for a weak password. */
export async function ensureOwner(
  ctx: Pick<Context, 'clock' | 'log'>,
  given: { email: string; password: string },
): Promise<void> {
  if (await StaffModel.exists({ roleKey: OWNER, state: 'active' })) return;
  const email = Email.parse(given.email);
  const name = 'Owner';
  checkPassword({ email, name }, given.password);
  const owner: Staff = {
    _id: newId(),
    email,
    name,
    roleKey: OWNER,
    teamIds: [],
    state: 'active',
    createdAt: ctx.clock.now(),
  };
  // With the password before the account: a process that ends in between leaves nobody without one.
  await setPassword(ctx, owner, given.password);
  try {
    await StaffModel.collection.insertOne(owner as never);
    ctx.log.info('first owner made from OWNER_EMAIL');
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    await CredentialModel.deleteOne({ _id: owner._id });
    await takeOver(ctx, email, given.password);
  }
}

/** The address has an account already, which another process made, or which was suspended with nobody left to reinstate it. */
async function takeOver(ctx: Pick<Context, 'clock' | 'log'>, email: string, password: string): Promise<void> {
  const staff = await StaffModel.findOne({ email }).lean();
  if (!staff || (staff.roleKey === OWNER && staff.state === 'active')) return;
  await setPassword(ctx, staff, password);
  await StaffModel.updateOne({ _id: staff._id }, { $set: { roleKey: OWNER, state: 'active' } });
  ctx.log.warn('there was no active owner; OWNER_EMAIL is one again');
}
