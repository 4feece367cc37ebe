import { Anything, defineModel } from '../infra/mongo/model.js';
import type { AssignmentPolicy } from './core/policy.js';
import type { RoutingRule } from './core/routing.js';

/** The policy of a queue, whose id it has. */
export type StoredPolicy = AssignmentPolicy & { _id: string };

export const PolicyModel = defineModel<StoredPolicy>('AssignmentPolicy', 'assignmentPolicies', {
  mode: String,
  members: Anything,
  stickyDays: Number,
  requiredSkills: [String],
  overflow: Anything,
  handBackAfterMinutes: Number,
  weights: [Anything],
});

/** The routing rules of a channel, whose id it has. */
export interface StoredRouting {
  _id: string;
  rules: RoutingRule[];
  /** Counts the changes; absent before the first that was counted. */
  rev?: number;
}

export const RoutingModel = defineModel<StoredRouting>('RoutingRules', 'routingRules', {
  rules: [Anything],
  rev: Number,
});
