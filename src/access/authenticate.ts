import type { Actor, Context } from '../context.js';
import type { Access } from '../edges.js';
import { AppError } from '../errors.js';
import { ApiKeyModel } from './api-key.model.js';

/** Lets the caller through or rejects: `unauthorized` without a valid key, `forbidden` without the route's scope. */
export async function authenticate(
  ctx: Pick<Context, 'secrets'>,
  access: Access,
  authorization: string | undefined,
): Promise<Actor> {
  if ('public' in access) return { kind: 'system', name: 'public route' };
  const key = /^Bearer (\S{1,200})$/.exec(authorization ?? '')?.[1];
  if (!key) throw new AppError('unauthorized', 'Send an API key: Authorization: Bearer <key>.');
  const apiKey = await ApiKeyModel.findOne({ fingerprint: ctx.secrets.fingerprint(key), revokedAt: null }).lean();
  if (!apiKey) throw new AppError('unauthorized', 'This API key is unknown or revoked.');
  if (!apiKey.scopes.includes(access.scope)) {
    throw new AppError(
      'forbidden',
      `This API key has the scopes ${apiKey.scopes.join(', ')}; the route needs ${access.scope}.`,
    );
  }
  return { kind: 'apiKey', keyId: apiKey._id, scopes: apiKey.scopes };
}
