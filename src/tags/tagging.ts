import type { Context } from '../context.js';
import { getTimeZone } from '../channels/index.js';
import { remembered } from '../infra/remembered.js';
import { behaviourOf, type TagBehaviour } from './core/tag.js';
import { PER_CHANNEL_MAX, TagModel, TagRuleModel, type StoredTagRule, type Tag } from './tag.model.js';

export const FRESH_MS = 1_000; // a changed tag or rule works everywhere after at most this long

/** The tags and tagging rules of a channel. */
export interface Tagging {
  tags: ReadonlyMap<string, Tag>;
  /** What the arithmetic of each tag goes by. */
  behaviours: ReadonlyMap<string, TagBehaviour>;
  /** Those that are switched on. */
  rules: StoredTagRule[];
  timeZone: string;
}

const taggings = remembered<Tagging>(FRESH_MS, async (channelId) => {
  const [tags, rules, timeZone] = await Promise.all([
    TagModel.find({ channelId }).limit(PER_CHANNEL_MAX).lean(),
    TagRuleModel.find({ channelId }).sort({ createdAt: 1 }).limit(PER_CHANNEL_MAX).lean(),
    getTimeZone(channelId),
  ]);
  return {
    tags: new Map(tags.map((tag) => [tag.tagId, tag])),
    behaviours: new Map(tags.map((tag) => [tag.tagId, behaviourOf(tag, timeZone)])),
    rules: rules.filter(({ isEnabled = true }) => isEnabled),
    timeZone,
  };
});

/** Tags and tagging rules of a channel, remembered for a second. */
export const readTagging = (ctx: Pick<Context, 'clock'>, channelId: string): Promise<Tagging> =>
  taggings.get(ctx.clock, channelId);

/** Lets this process see a changed tag or rule at once; others see it within a second. */
export const forgetTagging = (channelId: string): void => taggings.forget(channelId);
