import { z } from 'zod';
import { defineRoute } from '../edges.js';
import { addChannel } from './add-channel.js';
import { getChannel } from './channel-access.js';
import { ChannelModel } from './channel.model.js';
import { presentChannel } from './present-channel.js';
import { AddChannelInput, ChannelId, PresentedChannel, UpdateChannelInput } from './schemas.js';
import { updateChannel } from './update-channel.js';

const tag = 'Channels';
const params = z.object({ channelId: ChannelId });

export const routes = [
  defineRoute({
    method: 'post',
    path: '/api/v1/channels',
    access: { scope: 'admin' },
    summary: 'Add a LINE channel',
    tag,
    status: 201,
    body: AddChannelInput,
    response: PresentedChannel,
    handle: async (ctx, { body }) => presentChannel(await addChannel(ctx, body), ctx.baseUrl),
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/channels',
    access: { scope: 'read' },
    summary: 'List the channels',
    tag,
    response: z.object({ channels: z.array(PresentedChannel) }),
    handle: async (ctx) => {
      const channels = await ChannelModel.find().sort({ createdAt: 1 }).limit(200).lean();
      return { channels: channels.map((channel) => presentChannel(channel, ctx.baseUrl)) };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/channels/:channelId',
    access: { scope: 'read' },
    summary: 'Read one channel',
    tag,
    params,
    response: PresentedChannel,
    handle: async (ctx, { params: { channelId } }) => presentChannel(await getChannel(ctx, channelId), ctx.baseUrl),
  }),
  defineRoute({
    method: 'patch',
    path: '/api/v1/channels/:channelId',
    access: { scope: 'admin' },
    summary: 'Change a channel; a new secret leaves the old one valid for a day',
    tag,
    params,
    body: UpdateChannelInput,
    response: PresentedChannel,
    handle: async (ctx, { params: { channelId }, body }) =>
      presentChannel(await updateChannel(ctx, channelId, body), ctx.baseUrl),
  }),
];
