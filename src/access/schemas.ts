import { z } from 'zod';
import { SCOPES } from '../edges.js';

export const CreateApiKeyInput = z.strictObject({
  name: z.string().trim().min(1).max(100),
  scopes: z.array(z.enum(SCOPES)).min(1).max(SCOPES.length),
});
export type CreateApiKeyInput = z.infer<typeof CreateApiKeyInput>;

export const PresentedApiKey = z.object({
  id: z.string(),
  name: z.string(),
  scopes: z.array(z.enum(SCOPES)),
  createdAt: z.date(),
  revokedAt: z.date().nullable(),
});
