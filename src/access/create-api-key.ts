import type { Context } from '../context.js';
import { SCOPES } from './core/permits.js';
import { newId, newToken } from '../infra/ids.js';
import { isDuplicateKey } from '../infra/mongo/model.js';
import { rightsOfKey } from './authenticate.js';
import { requireOwner, requireWithin } from './may-manage.js';
import { ApiKeyModel, type ApiKey } from './api-key.model.js';
import { CreateApiKeyInput } from './schemas.js';

type Needs = Pick<Context, 'clock' | 'secrets'>;

/** Makes a key, which allows no more than whoever makes it may do; one that acts for an owner is made by an owner. The key itself is in the answer once and nowhere else. */
export async function createApiKey(
  ctx: Needs & Pick<Context, 'actor' | 'caller'>,
  given: CreateApiKeyInput,
): Promise<{ apiKey: ApiKey; key: string }> {
  const { name, scopes } = CreateApiKeyInput.parse(given);
  requireWithin(ctx, rightsOfKey({ scopes }));
  if (scopes.includes('admin')) requireOwner(ctx, 'make an API key with the scope admin: it acts for an owner');
  const key = `ll_${newToken()}`;
  const apiKey = build(ctx, name, key, scopes);
  await ApiKeyModel.collection.insertOne(apiKey as never);
  return { apiKey, key };
}

/** Makes the first key from BOOTSTRAP_API_KEY, with every scope, when no key exists. */
export async function ensureBootstrapApiKey(ctx: Needs & Pick<Context, 'log'>, key: string): Promise<void> {
  if (await ApiKeyModel.exists({})) return;
  try {
    await ApiKeyModel.collection.insertOne(build(ctx, 'bootstrap', key, [...SCOPES]) as never);
    ctx.log.info('first API key made from BOOTSTRAP_API_KEY');
  } catch (error) {
    // Another process of the same start made it in between.
    if (!isDuplicateKey(error)) throw error;
  }
}

function build(ctx: Needs, name: string, key: string, scopes: ApiKey['scopes']): ApiKey {
  return {
    _id: newId(),
    name,
    fingerprint: ctx.secrets.fingerprint(key),
    scopes,
    createdAt: ctx.clock.now(),
    revokedAt: null,
  };
}
