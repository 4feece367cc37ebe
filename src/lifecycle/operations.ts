import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { defineOperation } from '../edges.js';
import { countFriends, listFriendDocuments } from '../friends/index.js';
import { assessFriends } from './assess-friends.js';
import { StagePolicy } from './core/policy.js';
import { NO_FRIENDS_YET, type PolicyPreview } from './core/preview.js';
import { forgetLifecycleSettings } from './lifecycle-settings.js';
import { MOVE_FRIENDS, PREVIEW_POLICY } from './operation-kinds.js';
import { previewPage } from './preview-policy.js';
import { forgetPolicy } from './stage-policy.js';

const PAGE = 500;
const KNOWN_EVERYWHERE_MS = 2_000; // other processes go by the former policy and settings for up to a second

const moveFriends = defineOperation({
  kind: MOVE_FRIENDS,
  input: z.object({ reason: z.enum(['policy', 'published']), version: z.number().optional() }),
  async step(ctx, { channelId, input: { reason }, cursor, result, startedAt }) {
    if (cursor === null) await sleep(Math.max(0, startedAt.getTime() + KNOWN_EVERYWHERE_MS - Date.now()));
    forgetPolicy(channelId);
    forgetLifecycleSettings(channelId);
    const all = { channelId, mergedInto: null };
    const friends = await listFriendDocuments(all, { afterId: cursor, limit: PAGE });
    const changed = await assessFriends(ctx, channelId, friends, reason);
    return {
      cursor: friends.at(-1)?._id ?? cursor,
      isDone: friends.length < PAGE,
      done: friends.length,
      result: { changed: Number(result['changed'] ?? 0) + changed },
      ...(cursor === null ? { total: await countFriends(all) } : {}),
    };
  },
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
