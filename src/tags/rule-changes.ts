import type { Context } from '../context.js';
import { ConflictError, InvalidInputError, NotFoundError } from '../errors.js';
import { newId } from '../infra/ids.js';
import { TagRule } from './core/rules.js';
import { PER_CHANNEL_MAX, TagModel, TagRuleModel, type StoredTagRule } from './tag.model.js';
import { forgetTagging } from './tagging.js';

/** The tagging rules of a channel, oldest first. */
export async function listTagRules(channelId: string): Promise<StoredTagRule[]> {
  const rules = await TagRuleModel.find({ channelId }).sort({ createdAt: 1 }).limit(PER_CHANNEL_MAX).lean();
  return rules.map((rule) => ({ isEnabled: true, ...rule }));
}

/** Adds a tagging rule to a channel. */
export async function addTagRule(
  ctx: Pick<Context, 'clock'>,
  channelId: string,
  rule: TagRule,
): Promise<StoredTagRule> {
  await requireTag(channelId, rule.tagId);
  if ((await TagRuleModel.countDocuments({ channelId })) >= PER_CHANNEL_MAX)
    throw new ConflictError(`A channel has at most ${PER_CHANNEL_MAX} tagging rules.`);
  const added: StoredTagRule = { ...rule, _id: newId(), channelId, createdAt: ctx.clock.now() };
  await TagRuleModel.collection.insertOne(added as never);
  forgetTagging(channelId);
  return added;
}

/** Changes a tagging rule from now on; what it applied so far stays. */
export async function changeTagRule(
  ruleId: string,
  changes: { [Name in keyof TagRule]?: TagRule[Name] | undefined },
): Promise<StoredTagRule> {
  const rule = await getTagRule(ruleId);
  const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
  const { _id, channelId, createdAt, ...stored } = rule;
  const changed = TagRule.parse({ ...stored, ...given });
  await requireTag(channelId, changed.tagId);
  await TagRuleModel.updateOne({ _id }, { $set: changed });
  forgetTagging(channelId);
  return { ...changed, _id, channelId, createdAt };
}

/** Removes a tagging rule; what it applied stays. */
export async function removeTagRule(ruleId: string): Promise<void> {
  const { channelId } = await getTagRule(ruleId);
  await TagRuleModel.deleteOne({ _id: ruleId });
  forgetTagging(channelId);
}

async function getTagRule(ruleId: string): Promise<StoredTagRule> {
  const rule = await TagRuleModel.findById(ruleId).lean();
  if (!rule) throw new NotFoundError('tagging rule', ruleId);
  return rule;
}

/** Throws unless the tag is one of the channel's. */
export async function requireTag(channelId: string, tagId: string): Promise<void> {
  if (!(await TagModel.exists({ channelId, tagId })))
    throw new InvalidInputError('invalid_input', `tagId ${tagId} is not a tag of channel ${channelId}.`);
}
