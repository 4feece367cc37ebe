import { queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import { permits, type Permission } from '../../access/core/permits.js';
import type { PresentedSession } from '../../access/schemas.js';
import { request, useToken } from '../api/client.js';
import { queries } from '../api/queries.js';
import type { Wire } from '../api/wire.js';

/** Who is signed in, and what they may do. */
export type Session = Wire<z.infer<typeof PresentedSession>>;

/** The session of this browser. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async ({ signal }) => remember(await request<Session>('GET', '/session', { signal })),
  staleTime: Infinity,
});

export const useSession = (): Session => useSuspenseQuery(sessionQuery).data;

/** Whether the role may do this, or any of these. */
export const mayDo = ({ permissions }: Pick<Session, 'permissions'>, needed: Permission | Permission[]): boolean =>
  [needed].flat().some((one) => permits(permissions as Permission[], one));

export const signIn = async (input: { email: string; password: string; code?: string }): Promise<void> =>
  open(await request<Session>('POST', '/session', { body: input }));

export async function signOut(): Promise<void> {
  await request('DELETE', '/session');
  queries.clear();
}

/** Sets the password of an invitation or a reset, and is signed in by it. */
export async function acceptLink(input: { token: string; password: string }): Promise<void> {
  const { email } = await request<{ email: string }>('POST', '/session/link/accept', { body: input });
  await signIn({ email, password: input.password });
}

function open(session: Session): void {
  queries.clear();
  queries.setQueryData(sessionQuery.queryKey, remember(session));
}

function remember(session: Session): Session {
  useToken(session.csrfToken);
  return session;
}
