import type { Scope } from './core/permits.js';
import { defineModel } from '../infra/mongo/model.js';

/** A program's key: only its keyed hash is stored. */
export interface ApiKey {
  _id: string;
  name: string;
  fingerprint: string;
  scopes: Scope[];
  createdAt: Date;
  revokedAt: Date | null;
}

export const ApiKeyModel = defineModel<ApiKey>(
  'ApiKey',
  'apiKeys',
  { name: String, fingerprint: String, scopes: [String], createdAt: Date, revokedAt: Date },
  [[{ fingerprint: 1 }, { unique: true }]],
);
