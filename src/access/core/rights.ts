import type { Permission } from './permission.js';

export const VISIBILITIES = ['own', 'team', 'all'] as const;

/** Whose conversations and work somebody sees: what is assigned to them, also what is their teams' or nobody's, everything. */
export type Visibility = (typeof VISIBILITIES)[number];

/** What whoever acts may do and see now. */
export interface Rights {
  permissions: Permission[];
  visibility: Visibility;
  teamIds: string[];
  /** Fields of friends that are hidden from them; see `core/mask.ts`. */
  maskedFields: string[];
}

/** Those of our own jobs. */
export const EVERY_RIGHT: Rights = { permissions: ['*:*'], visibility: 'all', teamIds: [], maskedFields: [] };

/** Those of a caller whom we do not know. */
export const NO_RIGHTS: Rights = { permissions: [], visibility: 'own', teamIds: [], maskedFields: [] };
