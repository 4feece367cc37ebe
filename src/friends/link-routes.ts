import { z } from 'zod';
import { addUrlOf, getChannel, identifyVisitor, resolveChannel } from '../channels/index.js';
import { ChannelId, VISITOR_ACCESS } from '../channels/schemas.js';
import { defineRoute } from '../edges.js';
import { InvalidInputError } from '../errors.js';
import { newId } from '../infra/ids.js';
import { AddLinkModel, type AddLink } from './arrival.model.js';
import { recordArrival } from './record-follow.js';
import { AddLinkInput, FriendId, PresentedAddLink } from './schemas.js';

const tag = 'Friends';

const presentAddLink = ({ _id, channelId, name, clicks, createdAt }: AddLink, baseUrl: string) => ({
  id: _id,
  channelId,
  name,
  clicks,
  url: `${baseUrl}/t/${_id}`,
  createdAt,
});

export const linkRoutes = [
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
    access: VISITOR_ACCESS,
    summary: 'Record that a person opened an add link inside LINE',
    tag: 'LIFF',
    body: z.strictObject({ linkId: FriendId, idToken: z.string().min(1).max(5_000) }),
    response: z.object({ addUrl: z.string().nullable() }),
    handle: async (ctx, { body: { linkId, idToken } }) => {
      const link = await AddLinkModel.findById(linkId).lean();
      if (!link) throw new InvalidInputError('invalid_input', `linkId ${linkId} is not an add link.`);
      const channel = await getChannel(ctx, link.channelId);
      const { lineUserId } = await identifyVisitor(ctx, channel, idToken);
      await recordArrival(ctx, { channelId: channel._id, lineUserId, linkId });
      return { addUrl: addUrlOf(channel) };
    },
  }),
];
