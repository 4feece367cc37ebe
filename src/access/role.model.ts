import { defineModel } from '../infra/mongo/model.js';
import type { Permission } from './core/permission.js';
import type { Visibility } from './core/rights.js';

/** What the people who have it may do and see. */
export interface Role {
  /** Its key, such as `agent`. */
  _id: string;
  name: string;
  permissions: Permission[];
  visibility: Visibility;
  maskedFields: string[];
  createdAt: Date;
  changedAt: Date;
}

export const RoleModel = defineModel<Role>('Role', 'roles', {
  name: String,
  permissions: [String],
  visibility: String,
  maskedFields: [String],
  createdAt: Date,
  changedAt: Date,
});
