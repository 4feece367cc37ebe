import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { defineOperation } from '../edges.js';
import { changeFriends, countFriends, listFriendDocuments, type Friend, type FriendChange } from '../friends/index.js';
import { announceMemberships } from './announce-memberships.js';
import { decideMemberships } from './core/membership.js';
import { getKnown } from './known.js';
import { forgetLiveSegments, getLiveSegments } from './live-segments.js';
import { SegmentModel } from './segment.model.js';

export const FILL_SEGMENT = 'segments.fill';
export const CLEAR_SEGMENT = 'segments.clear';

const PAGE = 500;
const KNOWN_EVERYWHERE_MS = 2_000; // other processes go by the former segments for up to a second

/** After a segment was saved: looks at every friend of the channel, and notes when to look again. */
const fillSegment = defineOperation({
  kind: FILL_SEGMENT,
  input: z.object({ segmentId: z.string(), version: z.number() }),
  async step(ctx, { channelId, input: { segmentId, version }, cursor, startedAt }) {
    if (cursor === null) await waitUntilKnown(startedAt);
    forgetLiveSegments(channelId);
    const [live, known, friends] = await Promise.all([
      getLiveSegments(ctx, channelId),
      getKnown(ctx, channelId),
      listFriendDocuments({ channelId }, { afterId: cursor, limit: PAGE }),
    ]);
    const now = ctx.clock.now();
    await changeFriends(ctx, friends, (friend): FriendChange | null => {
      const decision = decideMemberships(live, friend, now, known);
      const announce = announceMemberships(decision, live, now);
      // A stage may look at the segment, so whoever comes in or goes out is looked at whole as well.
      if (announce.length > 0) {
        const { segments, nextCheckAt } = decision;
        return { set: { segments, segmentsCheckAt: nextCheckAt, stageCheckAt: now }, announce };
      }
      const isSame = decision.nextCheckAt?.getTime() === friend.segmentsCheckAt?.getTime();
      return isSame ? null : { set: { segmentsCheckAt: decision.nextCheckAt } };
    });
    const isDone = friends.length < PAGE;
    if (isDone) {
      await SegmentModel.updateOne({ _id: segmentId, version }, { $set: { fillingBy: null } });
      forgetLiveSegments(channelId);
    }
    const last = friends.at(-1)?._id ?? cursor;
    return {
      cursor: last,
      isDone,
      done: friends.length,
      ...(cursor === null ? { total: await countFriends({ channelId }) } : {}),
    };
  },
});

/** After a segment was deleted: takes it off the friends. Nobody left it, so nothing is announced. */
const clearSegment = defineOperation({
  kind: CLEAR_SEGMENT,
  input: z.object({ segmentId: z.string() }),
  async step(ctx, { channelId, input: { segmentId }, cursor, startedAt }) {
    if (cursor === null) await waitUntilKnown(startedAt);
    const friends = await listFriendDocuments(
      { channelId, 'segments.id': segmentId },
      { afterId: cursor, limit: PAGE },
    );
    await changeFriends(ctx, friends, ({ segments }: Friend) => ({
      set: { segments: segments.filter(({ id }) => id !== segmentId) },
    }));
    return { cursor: friends.at(-1)?._id ?? cursor, isDone: friends.length < PAGE, done: friends.length };
  },
});

export const operations = [fillSegment, clearSegment];

const waitUntilKnown = (since: Date) => sleep(Math.max(0, since.getTime() + KNOWN_EVERYWHERE_MS - Date.now()));
