import type { Context } from '../context.js';
import type { FriendDocument } from '../friends/index.js';
import { applyTags } from './apply-tags.js';
import { matchTagRules, type Happening } from './core/rules.js';
import { readTagging } from './tagging.js';

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
    return tag
      ? [{ tagId: tag.tagId, weight: rule.weight, ...cause, source: { kind: 'rule', id: rule._id, name: rule.name } }]
      : [];
  });
  return applyTags(ctx, friend, applications);
}
