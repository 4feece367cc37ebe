import { z } from 'zod';
import { defineOperation } from '../edges.js';
import { changeEveryFriend, countFriends } from '../friends/index.js';
import { assessFriends } from './assess-friends.js';
import { StagePolicy } from './core/policy.js';
import { NO_FRIENDS_YET, type PolicyPreview } from './core/preview.js';
import { forgetLifecycleSettings } from './lifecycle-settings.js';
import { MOVE_FRIENDS, PREVIEW_POLICY } from './operation-kinds.js';
import { previewPage } from './preview-policy.js';
import { forgetPolicy } from './stage-policy.js';

const PAGE = 500;

const moveFriends = defineOperation({
  kind: MOVE_FRIENDS,
  input: z.object({ reason: z.enum(['policy', 'published']), version: z.number().optional() }),
  step: (ctx, operation) =>
    changeEveryFriend(operation, {
      page: PAGE,
      forget: () => {
        forgetPolicy(operation.channelId);
        forgetLifecycleSettings(operation.channelId);
      },
      change: (friends) => assessFriends(ctx, operation.channelId, friends, operation.input.reason),
    }),
});

const previewOfPolicy = defineOperation({
  kind: PREVIEW_POLICY,
  input: StagePolicy,
  async step(ctx, { channelId, input: policy, cursor, result, startedAt }) {
    const soFar = cursor === null ? NO_FRIENDS_YET : (result as unknown as PolicyPreview);
    const { preview, after, count } = await previewPage(ctx, channelId, {
      policy,
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

export const operations = [moveFriends, previewOfPolicy];
