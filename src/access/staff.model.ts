import { defineModel } from '../infra/mongo/model.js';

export const STAFF_STATES = ['invited', 'active', 'suspended'] as const;

/** Somebody who works with Lifeline: an agent, a marketer, an owner. */
export interface Staff {
  _id: string;
  /** Lower case; one account per address. */
  email: string;
  name: string;
  roleKey: string;
  teamIds: string[];
  state: (typeof STAFF_STATES)[number];
  createdAt: Date;
}

export const StaffModel = defineModel<Staff>(
  'Staff',
  'staff',
  { email: String, name: String, roleKey: String, teamIds: [String], state: String, createdAt: Date },
  [[{ email: 1 }, { unique: true }], [{ roleKey: 1, state: 1 }], [{ teamIds: 1 }]],
);
