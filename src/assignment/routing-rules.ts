import { isDeepStrictEqual } from 'node:util';
import { requireAnswering, requireTeam } from '../access/index.js';
import type { Context } from '../context.js';
import { ConflictError } from '../errors.js';
import { checkViewRule } from '../inbox/index.js';
import { insertNew, untilWritten } from '../infra/mongo/model.js';
import { remembered } from '../infra/remembered.js';
import { RoutingRules, type RoutingRule } from './core/routing.js';
import { RoutingModel, type StoredRouting } from './settings.model.js';

const FRESH_MS = 1_000;
const TRIES_MAX = 10;
const rules = remembered<RoutingRule[]>(FRESH_MS, async (channelId) => {
  const stored = await RoutingModel.findById(channelId).lean();
  return stored?.rules ?? [];
});

/** The routing rules of a channel in their order, as they are for at most a second. */
export const getRoutingRules = (ctx: Pick<Context, 'clock'>, channelId: string): Promise<RoutingRule[]> =>
  rules.get(ctx.clock, channelId);

/**
 * Replaces them. InvalidInputError naming the team, the person or what of friends there is not, unless the rules named it before:
 * who was removed since keeps nobody from changing another rule.
 */
export const putRoutingRules = (
  ctx: Pick<Context, 'clock' | 'listNames'>,
  channelId: string,
  given: RoutingRule[],
): Promise<RoutingRule[]> => {
  const wanted = RoutingRules.parse(given);
  return changeRoutingRules(channelId, async (before) => {
    await checkRoutingRules(ctx, channelId, { wanted, before });
    return wanted;
  });
};

/** Writes what becomes of the rules of a channel, decided anew when somebody else changed them meanwhile. */
export async function changeRoutingRules(
  channelId: string,
  decide: (before: RoutingRule[]) => Promise<RoutingRule[]>,
): Promise<RoutingRule[]> {
  for (let attempt = 0; attempt < TRIES_MAX; attempt += 1) {
    const stored = await RoutingModel.findById(channelId).lean();
    const before = stored?.rules ?? [];
    const wanted = await decide(before);
    if (isDeepStrictEqual(wanted, before)) return before;
    const isWritten = await write(channelId, stored, wanted);
    rules.forget(channelId);
    if (isWritten) return wanted;
  }
  throw new ConflictError(`The routing rules of channel ${channelId} are being changed by too many at once.`);
}

/** Resolves to whether the rules were still as they were seen. */
async function write(channelId: string, seen: StoredRouting | null, wanted: RoutingRule[]): Promise<boolean> {
  if (!seen) return (await insertNew(RoutingModel, [{ _id: channelId, rules: wanted, rev: 1 }])) === 1;
  const written = await untilWritten(() =>
    RoutingModel.updateOne(
      { _id: channelId, rev: seen.rev ?? { $exists: false } },
      { $set: { rules: wanted }, $inc: { rev: 1 } },
    ),
  );
  return written.matchedCount === 1;
}

/** Throws InvalidInputError when rules speak of what there is not and those before did not speak of. */
export async function checkRoutingRules(
  ctx: Pick<Context, 'clock' | 'listNames'>,
  channelId: string,
  { wanted, before }: { wanted: RoutingRule[]; before: RoutingRule[] },
): Promise<void> {
  for (const rule of wanted) {
    const { name, when, actions } = rule;
    const known = knownTo(rule, before);
    const isKnown = (has: (one: RoutingRule) => boolean) => known.some(has);
    const { conversation } = when;
    if (conversation && !isKnown((one) => isDeepStrictEqual(one.when.conversation, conversation)))
      await checkViewRule(ctx, channelId, conversation);
    if (actions.teamId !== undefined && !isKnown((one) => one.actions.teamId === actions.teamId))
      await requireTeam(actions.teamId, `actions.teamId of the rule ${name}`);
    if (actions.staffId !== undefined && !isKnown((one) => one.actions.staffId === actions.staffId))
      await requireAnswering(actions.staffId);
  }
}

/** The rules of before, whatever they are called now; none for a rule that is switched on again: that has to hold as a new one. */
const knownTo = ({ name, isEnabled }: RoutingRule, before: RoutingRule[]): RoutingRule[] =>
  isEnabled && before.some((one) => one.name === name && !one.isEnabled) ? [] : before;
