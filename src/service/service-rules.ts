import type { Context } from '../context.js';
import { requirePolicies } from '../hours/index.js';
import { checkViewRule } from '../inbox/index.js';
import { remembered } from '../infra/remembered.js';
import { ServiceRules } from './core/rules.js';
import { ServiceRulesModel, type StoredRules } from './service-rules.model.js';

const FRESH_MS = 1_000;

const rulesOf = remembered<Omit<StoredRules, '_id'>>(
  FRESH_MS,
  async (channelId) =>
    (await ServiceRulesModel.findById(channelId).lean()) ?? { rules: [], savedAt: new Date(0), before: null },
);

/** The rules of a channel, as they are for at most a second, with when they were saved. */
export const getServiceRules = (ctx: Pick<Context, 'clock'>, channelId: string): Promise<Omit<StoredRules, '_id'>> =>
  rulesOf.get(ctx.clock, channelId);

/** Replaces them, for conversations that open from now on; InvalidInputError naming what the channel does not have. */
export async function putServiceRules(
  ctx: Pick<Context, 'clock' | 'listNames' | 'secrets' | 'connectLine'>,
  channelId: string,
  given: ServiceRules,
): Promise<ServiceRules> {
  const rules = await checkServiceRules(ctx, channelId, given);
  const stored = await ServiceRulesModel.findById(channelId).lean();
  const before = stored && { rules: stored.rules, savedAt: stored.savedAt };
  await ServiceRulesModel.updateOne(
    { _id: channelId },
    { $set: { rules, savedAt: ctx.clock.now(), before } },
    { upsert: true },
  );
  rulesOf.forget(channelId);
  return rules;
}

/** The rules, once everything that they name is known. */
export async function checkServiceRules(
  ctx: Pick<Context, 'clock' | 'listNames' | 'secrets' | 'connectLine'>,
  channelId: string,
  given: ServiceRules,
): Promise<ServiceRules> {
  const rules = ServiceRules.parse(given);
  await requirePolicies(
    channelId,
    rules.map(({ policyId }) => policyId),
  );
  for (const { when } of rules) if (when !== null) await checkViewRule(ctx, channelId, when);
  return rules;
}
