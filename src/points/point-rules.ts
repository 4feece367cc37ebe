import type { Context } from '../context.js';
import { ConflictError, InvalidInputError, NotFoundError } from '../errors.js';
import { newId } from '../infra/ids.js';
import { remembered } from '../infra/remembered.js';
import { PointRule } from './core/rules.js';
import { PointRuleModel, type StoredPointRule } from './point.model.js';

/** Rules of one channel: all of them are looked through at each happening. */
export const RULES_MAX = 200;
const FRESH_MS = 1_000;

const rules = remembered<StoredPointRule[]>(FRESH_MS, (channelId) => listPointRules(channelId));

/** The rules of a channel, remembered for a second. */
export const getPointRules = (ctx: Pick<Context, 'clock'>, channelId: string): Promise<StoredPointRule[]> =>
  rules.get(ctx.clock, channelId);

/** The rules of a channel, oldest first. */
export async function listPointRules(channelId: string): Promise<StoredPointRule[]> {
  return PointRuleModel.find({ channelId }).sort({ createdAt: 1 }).limit(RULES_MAX).lean();
}

/** Adds a rule to a channel; it counts from now on, unless it says from when. */
export async function addPointRule(
  ctx: Pick<Context, 'clock'>,
  channelId: string,
  given: PointRule,
): Promise<StoredPointRule> {
  if ((await PointRuleModel.countDocuments({ channelId })) >= RULES_MAX)
    throw new ConflictError(`A channel has at most ${RULES_MAX} rules for points.`);
  const now = ctx.clock.now();
  const { from = now, ...rule } = PointRule.parse(given);
  checkTimes(from, rule.until);
  const added: StoredPointRule = { ...rule, from, _id: newId(), channelId, createdAt: now };
  await PointRuleModel.collection.insertOne(added as never);
  rules.forget(channelId);
  return added;
}

/** Changes a rule from now on; what it gave so far stays, and refunds take back by what held then. */
export async function changePointRule(
  ruleId: string,
  changes: { [Name in keyof PointRule]?: PointRule[Name] | undefined },
): Promise<StoredPointRule> {
  const { _id, channelId, createdAt, ...stored } = await getPointRule(ruleId);
  const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
  const { from = stored.from, ...rule } = PointRule.parse({ ...stored, ...given });
  checkTimes(from, rule.until);
  await PointRuleModel.updateOne({ _id }, { $set: { ...rule, from } });
  rules.forget(channelId);
  return { ...rule, from, _id, channelId, createdAt };
}

/** Removes a rule; what it gave stays. */
export async function removePointRule(ruleId: string): Promise<void> {
  const { channelId } = await getPointRule(ruleId);
  await PointRuleModel.deleteOne({ _id: ruleId });
  rules.forget(channelId);
}

async function getPointRule(ruleId: string): Promise<StoredPointRule> {
  const rule = await PointRuleModel.findById(ruleId).lean();
  if (!rule) throw new NotFoundError('rule for points', ruleId);
  return rule;
}

function checkTimes(from: Date, until: Date | null): void {
  if (until !== null && until <= from)
    throw new InvalidInputError(
      'invalid_input',
      `until ${until.toISOString()} must be after from ${from.toISOString()}.`,
    );
}
