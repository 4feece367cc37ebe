import { z } from 'zod';
import { resolveChannel } from '../channels/index.js';
import { defineRoute } from '../edges.js';
import { getFriend, listFriends } from './find-friends.js';
import { presentFriend, presentFriendsPage } from './present-friend.js';
import { FriendId, FriendsPage, PageQuery, PresentedFriend, SearchQuery, SetAttributesInput } from './schemas.js';
import { searchFriends } from './search-friends.js';
import { setAttributes } from './set-attributes.js';

const tag = 'Friends';
const params = z.object({ id: FriendId });

export const friendRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/friends',
    access: { scope: 'read' },
    summary: 'List friends, a page at a time',
    tag,
    query: PageQuery.extend({ lineUserId: z.string().max(40).optional() }),
    response: FriendsPage,
    handle: async (ctx, { query: { channelId, after, limit, lineUserId } }) => {
      const channel = await resolveChannel(ctx, channelId);
      const filter = { channelId: channel._id, mergedInto: null, ...(lineUserId === undefined ? {} : { lineUserId }) };
      const friends = await listFriends(filter, { afterId: after, limit });
      return presentFriendsPage(friends, limit, ctx.clock.now());
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/friends/search',
    access: { scope: 'read' },
    summary:
      'Find friends by name, LINE user id or attribute: the same first, then what begins so, then what contains it',
    tag,
    query: SearchQuery,
    response: z.object({ friends: z.array(PresentedFriend), isCut: z.boolean() }),
    handle: async (ctx, { query: { channelId, q, limit } }) => {
      const channel = await resolveChannel(ctx, channelId);
      const { friends, isCut } = await searchFriends(ctx, channel._id, { query: q, limit });
      const now = ctx.clock.now();
      return { friends: friends.map((friend) => presentFriend(friend, now)), isCut };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/friends/:id',
    access: { scope: 'read' },
    summary: 'Read one friend',
    tag,
    params,
    response: PresentedFriend,
    handle: async (ctx, { params: { id } }) => presentFriend(await getFriend(id), ctx.clock.now()),
  }),
  defineRoute({
    method: 'patch',
    path: '/api/v1/friends/:id/attributes',
    access: { scope: 'write' },
    summary: 'Set or remove attributes of a friend',
    tag,
    params,
    body: SetAttributesInput,
    response: PresentedFriend,
    handle: async (ctx, { params: { id }, body }) =>
      presentFriend(await setAttributes(ctx, id, body.attributes), ctx.clock.now()),
  }),
];
