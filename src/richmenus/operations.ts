import { z } from 'zod';
import { defineOperation } from '../edges.js';
import { changeEveryFriend, countFriends } from '../friends/index.js';
import { chooseMenus } from './choose-menu.js';
import { MenuRules } from './core/menu-rules.js';
import { NO_FRIENDS_YET, type MenuPreview } from './core/preview.js';
import { forgetMenuRules } from './menu-rules.js';
import { CHOOSE_MENUS, PREVIEW_RULES } from './operation-kinds.js';
import { previewPage } from './preview-rules.js';

const PAGE = 500;

const chooseAll = defineOperation({
  kind: CHOOSE_MENUS,
  input: z.object({}),
  step: (ctx, operation) =>
    changeEveryFriend(operation, {
      page: PAGE,
      forget: () => forgetMenuRules(operation.channelId),
      change: (friends) => chooseMenus(ctx, operation.channelId, friends),
    }),
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
