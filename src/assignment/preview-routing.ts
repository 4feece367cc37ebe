import type { Context } from '../context.js';
import { getConversation } from '../inbox/index.js';
import { matchRouting, RoutingRules, type RoutingRule, type RuleSeen } from './core/routing.js';
import { lookAtConversation } from './look-at-conversation.js';
import { checkRoutingRules, getRoutingRules } from './routing-rules.js';

/** Which rule a conversation would meet now and why, of the rules in force or of others; changes nothing. */
export async function previewRouting(
  ctx: Pick<Context, 'actor' | 'caller' | 'clock' | 'listNames'>,
  conversationId: string,
  given: RoutingRule[] | undefined,
): Promise<{ rule: string | null; seen: RuleSeen[] }> {
  const conversation = await getConversation(ctx, conversationId);
  const { channelId } = conversation;
  const before = await getRoutingRules(ctx, channelId);
  const rules = given ? RoutingRules.parse(given) : before;
  if (given) await checkRoutingRules(ctx, channelId, { wanted: rules, before });
  const { met, seen } = matchRouting(rules, await lookAtConversation(ctx, conversation, rules));
  return { rule: met?.name ?? null, seen };
}
