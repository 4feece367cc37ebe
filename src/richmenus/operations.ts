import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { defineOperation } from '../edges.js';
import { countFriends, listFriendDocuments } from '../friends/index.js';
import { chooseMenus } from './choose-menu.js';
import { MenuRules } from './core/menu-rules.js';
import { NO_FRIENDS_YET, type MenuPreview } from './core/preview.js';
import { forgetMenuRules } from './menu-rules.js';
import { CHOOSE_MENUS, PREVIEW_RULES } from './operation-kinds.js';
import { previewPage } from './preview-rules.js';

const PAGE = 500;
const KNOWN_EVERYWHERE_MS = 2_000; // other processes go by the former rules for up to a second

const chooseAll = defineOperation({
  kind: CHOOSE_MENUS,
  input: z.object({}),
  async step(ctx, { channelId, cursor, result, startedAt }) {
    if (cursor === null) await sleep(Math.max(0, startedAt.getTime() + KNOWN_EVERYWHERE_MS - Date.now()));
    forgetMenuRules(channelId);
    const all = { channelId, mergedInto: null };
    const friends = await listFriendDocuments(all, { afterId: cursor, limit: PAGE });
    const changed = await chooseMenus(ctx, channelId, friends);
    return {
      cursor: friends.at(-1)?._id ?? cursor,
      isDone: friends.length < PAGE,
      done: friends.length,
      result: { changed: Number(result['changed'] ?? 0) + changed },
      ...(cursor === null ? { total: await countFriends(all) } : {}),
    };
  },
});

const previewOfRules = defineOperation({
  kind: PREVIEW_RULES,
  input: MenuRules,
  async step(ctx, { channelId, input: rules, cursor, result, startedAt }) {
    const soFar = cursor === null ? NO_FRIENDS_YET : (result as unknown as MenuPreview);
    const { preview, after, count } = await previewPage(ctx, channelId, {
      rules,
      preview: soFar,
      after: cursor,
      now: startedAt,
    });
    return {
      cursor: after ?? cursor,
      isDone: after === null,
      done: count,
      result: { ...preview },
      ...(cursor === null ? { total: await countFriends({ channelId, mergedInto: null }) } : {}),
    };
  },
});

export const operations = [chooseAll, previewOfRules];
