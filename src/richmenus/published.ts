import type { Context } from '../context.js';
import { oweMenusLinkedTo } from '../friends/index.js';
import { keyOf } from './core/plan-links.js';
import { PUBLISH_MENUS } from './publish-rich-menus.js';
import { PublishedMenuModel, type PublishedMenu } from './rich-menu.model.js';

const PUBLISHED_MAX = 1_000; // LINE keeps no more menus of a channel
const GONE = ''; // no content has this hash, so the menu is published again

/** The menus of a channel that are on LINE, by `name/language`. */
export async function listPublished(channelId: string): Promise<Map<string, PublishedMenu>> {
  const menus = await PublishedMenuModel.find({ channelId }).limit(PUBLISHED_MAX).lean();
  return new Map(menus.filter(({ contentHash }) => contentHash !== GONE).map((menu) => [keyOf(menu), menu]));
}

/** Publishes a menu again that is gone at LINE, and owes it to everybody who had it: LINE has taken it from them. */
export async function forgetPublished(
  ctx: Pick<Context, 'clock' | 'wake'>,
  { _id, channelId, lineRichMenuId }: PublishedMenu,
): Promise<void> {
  await PublishedMenuModel.updateOne({ _id, lineRichMenuId }, { $set: { contentHash: GONE } });
  await oweMenusLinkedTo(channelId, lineRichMenuId, ctx.clock.now());
  ctx.wake(PUBLISH_MENUS, [{ channelId }]);
}
