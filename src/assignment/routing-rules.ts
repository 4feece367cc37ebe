import { requireAnswering, requireTeam } from '../access/index.js';
import type { Context } from '../context.js';
import { checkViewRule } from '../inbox/index.js';
import { remembered } from '../infra/remembered.js';
import { RoutingRules, type RoutingRule } from './core/routing.js';
import { RoutingModel } from './settings.model.js';

const FRESH_MS = 1_000;
const rules = remembered<RoutingRule[]>(FRESH_MS, async (channelId) => {
  const stored = await RoutingModel.findById(channelId).lean();
  return stored?.rules ?? [];
});

/** The routing rules of a channel in their order, as they are for at most a second. */
export const getRoutingRules = (ctx: Pick<Context, 'clock'>, channelId: string): Promise<RoutingRule[]> =>
  rules.get(ctx.clock, channelId);

/** Replaces them. InvalidInputError naming the team, the person or what of friends there is not. */
export async function putRoutingRules(
  ctx: Pick<Context, 'clock' | 'listNames'>,
  channelId: string,
  given: RoutingRule[],
): Promise<RoutingRule[]> {
  const wanted = RoutingRules.parse(given);
  await checkRoutingRules(ctx, channelId, wanted);
  await RoutingModel.updateOne({ _id: channelId }, { $set: { rules: wanted } }, { upsert: true });
  rules.forget(channelId);
  return wanted;
}

/** Throws InvalidInputError when rules speak of what there is not. */
export async function checkRoutingRules(
  ctx: Pick<Context, 'clock' | 'listNames'>,
  channelId: string,
  wanted: RoutingRule[],
): Promise<void> {
  for (const { name, when, actions } of wanted) {
    if (when.conversation) await checkViewRule(ctx, channelId, when.conversation);
    if (actions.teamId !== undefined) await requireTeam(actions.teamId, `actions.teamId of the rule ${name}`);
    if (actions.staffId !== undefined) await requireAnswering(actions.staffId);
  }
}
