import { Anything, defineModel } from '../infra/mongo/model.js';
import type { ServiceRules } from './core/rules.js';

/** Which conversations of a channel are held to which policy. */
export interface StoredRules {
  /** The channel. */
  _id: string;
  rules: ServiceRules;
  savedAt: Date;
  /** Those before, for conversations that opened under them and were not looked at yet. */
  before?: { rules: ServiceRules; savedAt: Date } | null;
}

export const ServiceRulesModel = defineModel<StoredRules>('ServiceRules', 'serviceRules', {
  rules: [Anything],
  savedAt: Date,
  before: Anything,
});
