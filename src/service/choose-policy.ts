import type { Context } from '../context.js';
import { findPolicyVersionAt } from '../hours/index.js';
import { meetsRule, type Conversation } from '../inbox/index.js';
import type { ServiceRules } from './core/rules.js';
import type { ServiceRecord } from './service-record.model.js';

/** The first policy whose rule a conversation meets, in the version that was in force at an instant; null when there is none. */
export async function choosePolicy(
  ctx: Pick<Context, 'clock' | 'secrets' | 'connectLine'>,
  conversation: Conversation,
  rules: ServiceRules,
  at: Date,
): Promise<ServiceRecord['policy']> {
  for (const { policyId, when } of rules) {
    if (when !== null && !(await meetsRule(ctx, conversation, when))) continue;
    const version = await findPolicyVersionAt(ctx, policyId, at);
    if (version !== null) return { id: policyId, version };
  }
  return null;
}
