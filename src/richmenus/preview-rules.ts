import type { Context } from '../context.js';
import { countFriends, listFriends } from '../friends/index.js';
import { startOperation } from '../operations/index.js';
import { getMenuCriteria } from './choose-menu.js';
import { MenuRules } from './core/menu-rules.js';
import { NO_FRIENDS_YET, previewMenus, type MenuPreview } from './core/preview.js';
import { checkMenuRules } from './menu-rules.js';
import { PREVIEW_RULES } from './operation-kinds.js';

const DIRECTLY_MAX = 20_000; // more friends than that are not counted while a caller waits
const PAGE = 1_000;

/**
 * Who would get which menu if these rules were in force: exact, over all friends. Of few friends the answer comes at once; of
 * many it is the result of an operation.
 */
export async function previewRules(
  ctx: Pick<Context, 'actor' | 'clock' | 'connectLine' | 'listNames' | 'richMenus' | 'secrets' | 'wake'>,
  channelId: string,
  given: MenuRules,
): Promise<{ preview: MenuPreview; operationId: null } | { preview: null; operationId: string }> {
  const rules = MenuRules.parse(given);
  await checkMenuRules(ctx, channelId, rules);
  if ((await countFriends({ channelId, mergedInto: null })) > DIRECTLY_MAX) {
    const operation = await startOperation(ctx, { channelId, kind: PREVIEW_RULES, input: given });
    return { preview: null, operationId: operation._id };
  }
  const now = ctx.clock.now();
  let preview = NO_FRIENDS_YET;
  let after: string | null = null;
  do {
    ({ preview, after } = await previewPage(ctx, channelId, { rules, preview, after, now }));
  } while (after !== null);
  return { preview, operationId: null };
}

/** Adds one page of friends to a preview; `after` is null once it was the last. */
export async function previewPage(
  ctx: Pick<Context, 'clock' | 'connectLine' | 'richMenus' | 'secrets'>,
  channelId: string,
  { rules, preview, after, now }: { rules: MenuRules; preview: MenuPreview; after: string | null; now: Date },
): Promise<{ preview: MenuPreview; after: string | null; count: number }> {
  const [criteria, friends] = await Promise.all([
    getMenuCriteria(ctx, channelId, rules),
    listFriends({ channelId, mergedInto: null }, { ...(after === null ? {} : { afterId: after }), limit: PAGE }),
  ]);
  return {
    preview: previewMenus(preview, friends, criteria, now),
    after: friends.length < PAGE ? null : (friends.at(-1)?._id ?? null),
    count: friends.length,
  };
}
