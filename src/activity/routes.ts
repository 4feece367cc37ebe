import { z } from 'zod';
import { defineRoute } from '../edges.js';
import { idleBetween, lastSeenAt } from '../friends/core/idle.js';
import { getFriendBehind } from '../friends/index.js';
import { FriendId } from '../friends/schemas.js';
import { ActivityModel, type Activity } from './activity.model.js';
import { isOfChat } from './core/of-chat.js';
import { activityRecorded } from './events.js';
import { recordActivities } from './record-activity.js';
import { PresentedActivity, RecordActivityInput } from './schemas.js';
import { AnyInstant } from '../shared/instant.js';

const tag = 'Activity';
const params = z.object({ id: FriendId });
const present = ({ _id, kind, at, content, unsentAt, data }: Activity) => ({
  id: _id,
  kind,
  at,
  content,
  unsentAt,
  data,
  isWithheld: false,
});
const withhold = (activity: Activity) => ({ ...present(activity), content: null, data: {}, isWithheld: true });

export const routes = [
  defineRoute({
    method: 'post',
    path: '/api/v1/friends/:id/activities',
    access: { scope: 'write' },
    summary: 'Record something that happened with a friend outside LINE; the same externalId is recorded once',
    tag,
    recordedBy: 'activity',
    status: 201,
    params,
    body: RecordActivityInput,
    response: PresentedActivity,
    handle: async (ctx, { params, body }) => {
      const friend = await getFriendBehind(params.id);
      const { _id: id } = friend;
      const at = body.occurredAt ?? ctx.clock.now();
      const pause = idleBetween(lastSeenAt(friend), at);
      const activityId = `${id}/${body.externalId}`;
      const activity = {
        _id: activityId,
        channelId: friend.channelId,
        friendId: id,
        kind: body.kind,
        at,
        data: body.data,
      };
      await recordActivities([activity], {
        activeAt: new Map([[id, at]]),
        idle: new Map(pause ? [[id, pause]] : []),
        lookAgain: { friendIds: new Set([id]), at: ctx.clock.now() },
      });
      // Announced each time: a caller that repeats may have lost the first answer before the announcement.
      await ctx.publish([
        {
          ...activityRecorded.of({ activityId, kind: body.kind }, at),
          id: `${activityRecorded.name}:${activityId}`,
          channelId: friend.channelId,
          friendId: id,
        },
      ]);
      return present({ ...activity, groupId: null, content: null, unsentAt: null });
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/friends/:id/activities',
    access: { scope: 'read' },
    summary: 'What happened with a friend, newest first',
    tag,
    params,
    query: z.strictObject({
      before: AnyInstant.optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    response: z.object({ activities: z.array(PresentedActivity) }),
    handle: async (ctx, { params: { id: friendId }, query: { before, limit } }) => {
      const filter = before ? { friendId, at: { $lt: before } } : { friendId };
      const found = await ActivityModel.find(filter).sort({ at: -1 }).limit(limit).lean();
      const mayRead = await ctx.lookAtChats([ctx], [{ friendId }]);
      const isHidden = !mayRead(ctx, { friendId });
      return { activities: found.map((one) => (isHidden && isOfChat(one.kind) ? withhold(one) : present(one))) };
    },
  }),
];
