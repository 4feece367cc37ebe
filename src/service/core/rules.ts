import { z } from 'zod';
import { ViewRule } from '../../inbox/core/view.js';

const RULES_MAX = 50;

/** Which conversations are held to which service policy: the first rule that is true when one opens. */
export const ServiceRules = z
  .array(
    z.strictObject({
      policyId: z.string().min(1).max(40),
      /** By channel, team, priority, labels, friend; null: every one. */
      when: ViewRule.nullable().default(null),
    }),
  )
  .max(RULES_MAX);
export type ServiceRules = z.infer<typeof ServiceRules>;
