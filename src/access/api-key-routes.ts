import { z } from 'zod';
import { defineRoute } from '../edges.js';
import { NotFoundError } from '../errors.js';
import { ApiKeyModel, type ApiKey } from './api-key.model.js';
import { createApiKey } from './create-api-key.js';
import { CreateApiKeyInput, PresentedApiKey } from './schemas.js';

const tag = 'API keys';
const present = ({ _id, name, scopes, createdAt, revokedAt }: ApiKey) => ({
  id: _id,
  name,
  scopes,
  createdAt,
  revokedAt,
});

export const apiKeyRoutes = [
  defineRoute({
    method: 'post',
    path: '/api/v1/api-keys',
    access: { scope: 'admin' },
    summary: 'Make an API key; the key is shown once',
    tag,
    status: 201,
    body: CreateApiKeyInput,
    response: PresentedApiKey.extend({ key: z.string() }),
    handle: async (ctx, { body }) => {
      const { apiKey, key } = await createApiKey(ctx, body);
      return { ...present(apiKey), key };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/api-keys',
    access: { scope: 'admin' },
    summary: 'List the API keys',
    tag,
    response: z.object({ apiKeys: z.array(PresentedApiKey) }),
    handle: async () => ({ apiKeys: (await ApiKeyModel.find().sort({ createdAt: 1 }).limit(500).lean()).map(present) }),
  }),
  defineRoute({
    method: 'delete',
    path: '/api/v1/api-keys/:id',
    access: { scope: 'admin' },
    summary: 'Revoke an API key at once',
    tag,
    params: z.object({ id: z.string().max(40) }),
    response: PresentedApiKey,
    handle: async (ctx, { params: { id } }) => {
      const revoked = await ApiKeyModel.findOneAndUpdate(
        { _id: id, revokedAt: null },
        { $set: { revokedAt: ctx.clock.now() } },
        { returnDocument: 'after' },
      ).lean();
      if (!revoked) throw new NotFoundError('active API key', id);
      return present(revoked);
    },
  }),
];
