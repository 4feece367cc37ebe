import type { Context } from '../context.js';
import type { FriendDocument } from '../friends/index.js';
import { applyTags } from './apply-tags.js';
import { matchTagRules, type Happening } from './core/rules.js';
import { TagModel, TagRuleModel, type StoredTagRule, type Tag } from './tag.model.js';

const FRESH_MS = 1_000; // a changed rule works everywhere after at most this long
const RULES_MAX = 2_000;

interface Tagging {
  tags: Map<string, Tag>;
  rules: StoredTagRule[];
  readAt: number;
}

const known = new Map<string, Tagging>();

/** Drops what this process remembers of tags and rules. */
export function forgetTagging(): void {
  known.clear();
}

/** Tags and tagging rules of a channel, remembered for a second. */
export async function readTagging(ctx: Pick<Context, 'clock'>, channelId: string): Promise<Tagging> {
  const now = ctx.clock.now().getTime();
  const remembered = known.get(channelId);
  if (remembered && now - remembered.readAt < FRESH_MS) return remembered;
  const [tags, rules] = await Promise.all([
    TagModel.find({ channelId }).limit(RULES_MAX).lean(),
    TagRuleModel.find({ channelId }).sort({ createdAt: 1 }).limit(RULES_MAX).lean(),
  ]);
  const fresh = { tags: new Map(tags.map((tag) => [tag.tagId, tag])), rules, readAt: now };
  known.set(channelId, fresh);
  return fresh;
}

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
