import { defineModel } from '../infra/mongo/model.js';

const KEPT_SECONDS = 30 * 24 * 3600;

/** A link by which somebody sets their password: invited, or after a reset. Works once, until it is over. */
export interface StaffLink {
  /** Keyed hash of what the link holds. */
  _id: string;
  staffId: string;
  purpose: 'invitation' | 'reset';
  createdAt: Date;
  expiresAt: Date;
  usedAt: Date | null;
}

export const StaffLinkModel = defineModel<StaffLink>(
  'StaffLink',
  'staffLinks',
  { staffId: String, purpose: String, createdAt: Date, expiresAt: Date, usedAt: Date },
  [[{ staffId: 1 }], [{ createdAt: 1 }, { expireAfterSeconds: KEPT_SECONDS, name: 'old' }]],
);
