import { LineError, invalidParameter, notFound } from '../http/line-error.js';
import { type ChannelCall, type Route, channelRoute, ok } from '../http/route.js';
import { GROUP_ID, ROOM_ID } from '../ids.js';
import { MEMBERS_PAGE } from '../limits.js';
import type { Simulator } from '../simulator.js';
import type { Group } from '../world/group.js';
import { userIdFor } from '../world/person.js';
import { findPersonOf } from '../world/world.js';
import { pageOf } from './paging.js';
import { readUserId } from './people.js';

/** Group chats, and the rooms of old. */
export const groupRoutes: Route[] = [
  channelRoute('GET /v2/bot/group/{groupId}/summary', (sim, call) => {
    const { groupId, name } = getGroup(sim, call, 'group');
    return ok({ groupId, groupName: name });
  }),
  ...routesOf('group'),
  ...routesOf('room'),
  channelRoute('POST /v2/bot/group/{groupId}/leave', (sim, call) => {
    getGroup(sim, call, 'group').channelId = undefined;
    return ok();
  }),
  channelRoute('POST /v2/bot/room/{roomId}/leave', (sim, { bot, params }) => {
    // Unlike a group, a room that the account is not in is left with 200 all the same.
    const room = sim.world.groups.get(params['roomId'] ?? '');
    if (room?.channelId === bot.channelId) room.channelId = undefined;
    return ok();
  }),
];

function routesOf(kind: Group['kind']): Route[] {
  const path = `/v2/bot/${kind}/{${kind}Id}` as const;
  return [
    channelRoute(`GET ${path}/members/count`, (sim, call) => ok({ count: getGroup(sim, call, kind).members.size })),
    channelRoute(`GET ${path}/members/ids`, (sim, call) => {
      if (!call.bot.isVerified) throw new LineError(403, 'Access to this API is not available for your account');
      const people = [...getGroup(sim, call, kind).members];
      const ids = people.map((person) => userIdFor(person, call.bot.providerId));
      const { items, next } = pageOf(ids, MEMBERS_PAGE, call.query.get('start'), sim.clock.now());
      return ok({ memberIds: items, next });
    }),
    channelRoute(`GET ${path}/member/{userId}`, (sim, call) => {
      const group = getGroup(sim, call, kind);
      const userId = readUserId(call.params);
      const person = findPersonOf(sim.world, call.bot, userId);
      if (!person || !group.members.has(person)) throw notFound();
      return ok({ displayName: person.displayName, userId, pictureUrl: person.pictureUrl });
    }),
  ];
}

function getGroup(sim: Simulator, { bot, params }: ChannelCall, kind: Group['kind']): Group {
  const id = params[`${kind}Id`] ?? '';
  if (!(kind === 'group' ? GROUP_ID : ROOM_ID).test(id)) throw invalidParameter(`${kind}Id`);
  const group = sim.world.groups.get(id);
  if (group?.channelId !== bot.channelId) throw notFound();
  return group;
}
