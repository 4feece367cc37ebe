import type { z } from 'zod';
import type { Context } from '../context.js';
import { getAccessSettings } from './access-settings.model.js';
import { rightsOfStaff } from './authenticate.js';
import { CredentialModel } from './credential.model.js';
import { getSelf } from './find-staff.js';
import { presentStaff } from './present-staff.js';
import type { PresentedSession } from './schemas.js';
import { csrfTokenOf, type OpenedSession } from './sessions.js';
import type { Staff } from './staff.model.js';

type Presented = z.infer<typeof PresentedSession>;

/** What the browser needs to know of a session that was just opened. */
export const presentSession = (staff: Staff, { session, csrfToken }: OpenedSession): Promise<Presented> =>
  present(staff, session.way === 'password', csrfToken);

/** The same of the session that the request came with. */
export async function presentSignedIn(ctx: Pick<Context, 'actor' | 'caller' | 'secrets'>): Promise<Presented> {
  const { session } = ctx.caller;
  return present(await getSelf(ctx), session?.way === 'password', csrfTokenOf(ctx, session?.token ?? ''));
}

async function present(staff: Staff, isByPassword: boolean, csrfToken: string): Promise<Presented> {
  const [{ permissions, visibility, maskedFields }, credential, { secondFactor }] = await Promise.all([
    rightsOfStaff(staff),
    CredentialModel.findById(staff._id).lean(),
    getAccessSettings(),
  ]);
  const hasAuthenticator = Boolean(credential?.authenticator?.confirmedAt);
  const mustEnrol = secondFactor === 'required' && isByPassword && !hasAuthenticator;
  return {
    staff: presentStaff(staff),
    permissions,
    visibility,
    maskedFields,
    hasAuthenticator,
    mustEnrol,
    csrfToken,
  };
}
