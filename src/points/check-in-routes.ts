import { z } from 'zod';
import { resolveChannel } from '../channels/index.js';
import { defineRoute } from '../edges.js';
import { ConflictError } from '../errors.js';
import { getFriendBehind } from '../friends/index.js';
import { FriendId } from '../friends/schemas.js';
import { newId } from '../infra/ids.js';
import { checkIn } from './check-in.js';
import { getCheckInProgram, setCheckInProgram } from './check-in-program.js';
import { getCheckInStatus } from './check-in-status.js';
import { CheckInProgram } from './core/check-in.js';
import { InChannel, PresentedCheckIn, PresentedCheckInStatus } from './schemas.js';

const tag = 'Check-in';
const params = z.object({ id: FriendId });

export const checkInRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/check-in',
    access: { scope: 'read' },
    summary: 'What a channel gives for checking in each day',
    tag,
    query: InChannel,
    response: CheckInProgram,
    handle: async (ctx, { query }) => getCheckInProgram(ctx, (await resolveChannel(ctx, query.channelId))._id),
  }),
  defineRoute({
    method: 'put',
    path: '/api/v1/check-in',
    access: { scope: 'admin' },
    summary: 'Set what a channel gives for checking in each day, or switch it off; streaks go on',
    tag,
    query: InChannel,
    body: CheckInProgram,
    response: CheckInProgram,
    handle: async (ctx, { query, body }) => setCheckInProgram((await resolveChannel(ctx, query.channelId))._id, body),
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/friends/:id/check-in',
    access: { scope: 'read' },
    summary: "A friend's streak, whether they checked in today, what comes next, and the last five weeks",
    tag,
    params,
    response: PresentedCheckInStatus,
    handle: async (ctx, { params: { id } }) => getCheckInStatus(ctx, await getFriendBehind(id)),
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/friends/:id/check-in',
    access: { scope: 'write' },
    summary: 'Check a friend in for today; once a day, however often it is asked for',
    tag,
    params,
    response: PresentedCheckIn,
    handle: async (ctx, { params: { id } }) => {
      const friend = await getFriendBehind(id);
      const outcome = await checkIn(ctx, friend, { at: ctx.clock.now(), cause: newId() });
      if (!outcome) throw new ConflictError(`Check-in is not switched on in channel ${friend.channelId}.`);
      return outcome;
    },
  }),
];
