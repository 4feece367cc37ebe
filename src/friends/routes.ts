import { z } from 'zod';
import { getChannel, resolveChannel } from '../channels/index.js';
import { ChannelId } from '../channels/schemas.js';
import { defineRoute } from '../edges.js';
import { AppError, InvalidInputError } from '../errors.js';
import { newId } from '../infra/ids.js';
import { LineInvalidError } from '../line/errors.js';
import { gatewayOf } from '../channels/index.js';
import { AddLinkModel, type AddLink } from './arrival.model.js';
import { changeFriendAndPublish } from './change-friend.js';
import { attributesChanged } from './events.js';
import { getFriend, listFriends } from './find-friends.js';
import { presentFriend } from './present-friend.js';
import { recordArrival } from './record-follow.js';
import {
  AddLinkInput,
  FriendId,
  FriendsPage,
  PageQuery,
  PresentedAddLink,
  PresentedFriend,
  SetAttributesInput,
} from './schemas.js';

const tag = 'Friends';
const params = z.object({ id: FriendId });

const presentAddLink = ({ _id, channelId, name, clicks, createdAt }: AddLink, baseUrl: string) => ({
  id: _id,
  channelId,
  name,
  clicks,
  url: `${baseUrl}/t/${_id}`,
  createdAt,
});

export const routes = [
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
      const filter = { channelId: channel._id, ...(lineUserId === undefined ? {} : { lineUserId }) };
      const friends = await listFriends(filter, { afterId: after, limit });
      const now = ctx.clock.now();
      return {
        friends: friends.map((friend) => presentFriend(friend, now)),
        next: friends.length === limit ? (friends.at(-1)?._id ?? null) : null,
      };
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
    handle: async (ctx, { params: { id }, body }) => {
      const now = ctx.clock.now();
      const friend = await changeFriendAndPublish(ctx, id, (current) => {
        const attributes = { ...current.attributes };
        for (const [name, value] of Object.entries(body.attributes)) {
          if (value === null) delete attributes[name];
          else attributes[name] = value;
        }
        return { set: { attributes }, announce: [attributesChanged.of({ names: Object.keys(body.attributes) }, now)] };
      });
      return presentFriend(friend, now);
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/add-links',
    access: { scope: 'write' },
    summary: 'Make a tracked add link, for a poster, a page or a person',
    tag,
    status: 201,
    body: AddLinkInput,
    response: PresentedAddLink,
    handle: async (ctx, { body }) => {
      const channel = await resolveChannel(ctx, body.channelId);
      const link: AddLink = {
        _id: newId(),
        channelId: channel._id,
        name: body.name,
        clicks: 0,
        createdAt: ctx.clock.now(),
      };
      await AddLinkModel.collection.insertOne(link as never);
      return presentAddLink(link, ctx.baseUrl);
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/add-links',
    access: { scope: 'read' },
    summary: 'List the tracked add links with their clicks',
    tag,
    query: z.strictObject({ channelId: ChannelId.optional() }),
    response: z.object({ addLinks: z.array(PresentedAddLink) }),
    handle: async (ctx, { query }) => {
      const channel = await resolveChannel(ctx, query.channelId);
      const links = await AddLinkModel.find({ channelId: channel._id }).sort({ createdAt: 1 }).limit(1_000).lean();
      return { addLinks: links.map((link) => presentAddLink(link, ctx.baseUrl)) };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/liff/arrivals',
    access: { public: "Called by our page inside LINE; the caller proves who they are with LINE's ID token." },
    summary: 'Record that a person opened an add link inside LINE',
    tag: 'LIFF',
    body: z.strictObject({ linkId: FriendId, idToken: z.string().min(1).max(5_000) }),
    response: z.object({ addUrl: z.string().nullable() }),
    handle: async (ctx, { body: { linkId, idToken } }) => {
      const link = await AddLinkModel.findById(linkId).lean();
      if (!link) throw new InvalidInputError('invalid_input', `linkId ${linkId} is not an add link.`);
      const channel = await getChannel(ctx, link.channelId);
      if (!channel.loginChannelId)
        throw new InvalidInputError('invalid_input', `Channel ${channel._id} has no loginChannelId yet.`);
      const gateway = await gatewayOf(ctx, channel._id);
      const { lineUserId } = await gateway.verifyIdToken(idToken, channel.loginChannelId).catch((error: unknown) => {
        throw error instanceof LineInvalidError ? new AppError('unauthorized', error.message) : error;
      });
      await recordArrival(ctx, { channelId: channel._id, lineUserId, linkId });
      return { addUrl: channel.basicId && `https://line.me/R/ti/p/${encodeURIComponent(channel.basicId)}` };
    },
  }),
];
