import { z } from 'zod';
import { gatewayOf } from '../channels/index.js';
import { defineOperation } from '../edges.js';
import { ConflictError } from '../errors.js';
import { LineAuthError } from '../line/errors.js';
import { publishOutboxes } from './change-friends.js';
import { findOrCreateFriends } from './find-or-create-friends.js';
import { FriendModel } from './friend.model.js';

export const IMPORT_FOLLOWERS = 'friends.import-followers';

const PAGE = 1_000; // LINE's most for one page
const FORBIDDEN = 403;

/** Makes a friend of everybody who follows and whom we do not know yet; those we know stay as they are. */
export const importFollowers = defineOperation({
  kind: IMPORT_FOLLOWERS,
  input: z.strictObject({}),
  step: async (ctx, { channelId, cursor, result }) => {
    const gateway = await gatewayOf(ctx, channelId);
    const { lineUserIds, next } = await gateway.listFollowerIds(cursor, PAGE).catch((error: unknown) => {
      if (error instanceof LineAuthError && error.status === FORBIDDEN)
        throw new ConflictError(`LINE lists the followers of verified accounts only; channel ${channelId} is none.`);
      throw error;
    });
    const known = await FriendModel.countDocuments({ channelId, lineUserId: { $in: lineUserIds } });
    const at = ctx.clock.now();
    const friends = await findOrCreateFriends(
      ctx,
      channelId,
      lineUserIds.map((lineUserId) => ({ lineUserId, at })),
    );
    await publishOutboxes(ctx, [...friends.values()]);
    const added = Number(result['added'] ?? 0) + lineUserIds.length - known;
    const found = Number(result['found'] ?? 0) + lineUserIds.length;
    return { cursor: next, isDone: next === null, done: lineUserIds.length, result: { found, added } };
  },
});
