import { z } from 'zod';
import { resolveChannel } from '../channels/index.js';
import { ChannelId } from '../channels/schemas.js';
import { countDeliveries } from '../deliveries/index.js';
import { Content } from '../deliveries/core/content.js';
import { defineRoute } from '../edges.js';
import { NotFoundError } from '../errors.js';
import { FriendId } from '../friends/schemas.js';
import { SegmentRule } from '../segments/core/rule.js';
import { cancelCampaign } from './cancel-campaign.js';
import { CampaignModel, type Campaign } from './campaign.model.js';
import { CAMPAIGN_STATES, CreateCampaignInput } from './core/campaign.js';
import { createCampaign } from './create-campaign.js';

const tag = 'Campaigns';
const params = z.object({ id: FriendId });

const PresentedCampaign = z.object({
  id: z.string(),
  channelId: z.string(),
  name: z.string(),
  audience: SegmentRule,
  content: Content,
  sendAt: z.date(),
  state: z.enum(CAMPAIGN_STATES),
  startedAt: z.date().nullable(),
  frozenAt: z.date().nullable(),
  audienceSize: z.number(),
  doneAt: z.date().nullable(),
  cancelledAt: z.date().nullable(),
  createdAt: z.date(),
});
const PresentedReport = PresentedCampaign.extend({
  deliveries: z.object({ byState: z.record(z.string(), z.number()), byReason: z.record(z.string(), z.number()) }),
});
const present = ({ _id, frozenThrough: _progress, ...rest }: Campaign) => ({ id: _id, ...rest });

export const routes = [
  defineRoute({
    method: 'post',
    path: '/api/v1/campaigns',
    access: { scope: 'send' },
    summary: 'Schedule a campaign to the friends who meet a rule at its time',
    tag,
    status: 201,
    body: CreateCampaignInput,
    response: PresentedCampaign,
    handle: async (ctx, { body }) => present(await createCampaign(ctx, body)),
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/campaigns',
    access: { scope: 'read' },
    summary: 'List campaigns, newest first',
    tag,
    query: z.strictObject({ channelId: ChannelId.optional() }),
    response: z.object({ campaigns: z.array(PresentedCampaign) }),
    handle: async (ctx, { query }) => {
      const channel = await resolveChannel(ctx, query.channelId);
      return {
        campaigns: (await CampaignModel.find({ channelId: channel._id }).sort({ createdAt: -1 }).limit(200).lean()).map(
          present,
        ),
      };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/campaigns/:id',
    access: { scope: 'read' },
    summary: 'Read a campaign with what became of its deliveries, by state and reason',
    tag,
    params,
    response: PresentedReport,
    handle: async (_ctx, { params: { id } }) => {
      const campaign = await CampaignModel.findById(id).lean();
      if (!campaign) throw new NotFoundError('campaign', id);
      return { ...present(campaign), deliveries: await countDeliveries(id) };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/campaigns/:id/cancel',
    access: { scope: 'send' },
    summary: 'Cancel a campaign; what has not left will not',
    tag,
    params,
    response: PresentedCampaign,
    handle: async (ctx, { params: { id } }) => present(await cancelCampaign(ctx, id)),
  }),
];
