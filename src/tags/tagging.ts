import type { Context } from '../context.js';
import type { FriendDocument } from '../friends/index.js';
import { remembered } from '../infra/remembered.js';
import { applyTags } from './apply-tags.js';
import { matchTagRules, type Happening } from './core/rules.js';
import { PER_CHANNEL_MAX, TagModel, TagRuleModel, type StoredTagRule, type Tag } from './tag.model.js';

const FRESH_MS = 1_000; // a changed rule works everywhere after at most this long

interface Tagging {
  tags: Map<string, Tag>;
  rules: StoredTagRule[];
}

const taggings = remembered<Tagging>(FRESH_MS, async (channelId) => {
  const [tags, rules] = await Promise.all([
    TagModel.find({ channelId }).limit(PER_CHANNEL_MAX).lean(),
    TagRuleModel.find({ channelId }).sort({ createdAt: 1 }).limit(PER_CHANNEL_MAX).lean(),
  ]);
  return { tags: new Map(tags.map((tag) => [tag.tagId, tag])), rules };
});

/** Tags and tagging rules of a channel, remembered for a second. */
export const readTagging = (ctx: Pick<Context, 'clock'>, channelId: string): Promise<Tagging> =>
  taggings.get(ctx.clock, channelId);

/** Lets this process see a changed tag or rule at once; others see it within a second. */
export const forgetTagging = (channelId: string): void => taggings.forget(channelId);

/** Applies to a friend the tags that the channel's rules give for what happened. */
export async function tagByRules(
  ctx: Pick<Context, 'clock'>,
  friend: FriendDocument,
  happening: Happening,
  cause: { eventId: string; at: Date },
): Promise<FriendDocument> {
  const { tags, rules } = await readTagging(ctx, friend.channelId);
  const applications = matchTagRules(rules, happening).flatMap((rule) => {
    const tag = tags.get(rule.tagId);
    return tag ? [{ tag, weight: rule.weight, ...cause, source: { kind: 'rule', id: rule._id } }] : [];
  });
  return applyTags(ctx, friend, applications);
}
