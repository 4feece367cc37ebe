import { z } from 'zod';
import { resolveChannel } from '../channels/index.js';
import { ChannelId } from '../channels/schemas.js';
import { groupDeliveries, REJECT_REASONS, sumDeliveries } from '../deliveries/index.js';
import { defineRoute } from '../edges.js';
import { FriendId } from '../friends/schemas.js';
import { cancelCampaign } from './cancel-campaign.js';
import type { Campaign } from './campaign.model.js';
import { copyCampaign } from './copy-campaign.js';
import { CreateCampaignInput, EditCampaignInput } from './core/campaign.js';
import { actionsIn } from './core/transitions.js';
import { countStates } from './count-states.js';
import { createCampaign } from './create-campaign.js';
import { editCampaign } from './edit-campaign.js';
import { listCampaigns } from './list-campaigns.js';
import { getCampaign, moveCampaign } from './move-campaign.js';
import { pauseCampaign, resumeCampaign } from './pause-campaign.js';
import { preflightCampaign } from './preflight.js';
import { retryFailed } from './retry-failed.js';
import { approveCampaign, rejectCampaign, scheduleCampaign, unscheduleCampaign } from './schedule-campaign.js';
import {
  CampaignId,
  ListCampaignsQuery,
  PresentedCampaign,
  PresentedPreflight,
  PresentedStates,
  PresentedStep,
} from './schemas.js';
import { testSend } from './test-send.js';

const tag = 'Campaigns';
const params = z.object({ id: CampaignId });
const TEST_FRIENDS_MAX = 10;

/** A campaign as callers see it, with what can be done to it now. */
export function presentCampaign(campaign: Campaign): z.infer<typeof PresentedCampaign> {
  return PresentedCampaign.parse({ ...campaign, id: campaign._id, actions: actionsIn(campaign) });
}

export const routes = [
  defineRoute({
    method: 'post',
    path: '/api/v1/campaigns',
    access: { scope: 'send' },
    summary: 'Make a campaign to the friends who meet a rule at its time: a draft, or scheduled at once',
    tag,
    status: 201,
    body: CreateCampaignInput,
    response: PresentedCampaign,
    handle: async (ctx, { body }) => presentCampaign(await createCampaign(ctx, body)),
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/campaigns',
    access: { scope: 'read' },
    summary: 'List campaigns, newest first, a page at a time; or the times of a recurring one',
    tag,
    query: ListCampaignsQuery,
    response: z.object({ campaigns: z.array(PresentedCampaign), next: z.string().nullable() }),
    handle: async (ctx, { query: { channelId, ...asked } }) => {
      const { campaigns, next } = await listCampaigns((await resolveChannel(ctx, channelId))._id, asked);
      return { campaigns: campaigns.map(presentCampaign), next };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/campaigns/states',
    access: { scope: 'read' },
    summary:
      'How many campaigns go out, wait for approval or their time, and which are paused or failed lately, and why',
    tag,
    query: z.strictObject({ channelId: ChannelId.optional() }),
    response: PresentedStates,
    handle: async (ctx, { query }) => countStates(ctx, (await resolveChannel(ctx, query.channelId))._id),
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/campaigns/:id',
    access: { scope: 'read' },
    summary: 'Read a campaign with what became of its deliveries, by state and reason',
    tag,
    params,
    response: PresentedCampaign.extend({
      deliveries: z.object({ byState: z.record(z.string(), z.number()), byReason: z.record(z.string(), z.number()) }),
    }),
    handle: async (_ctx, { params: { id } }) => ({
      ...presentCampaign(await getCampaign(id)),
      deliveries: sumDeliveries(await groupDeliveries(id)),
    }),
  }),
  defineRoute({
    method: 'patch',
    path: '/api/v1/campaigns/:id',
    access: { scope: 'send' },
    summary: 'Change a draft; `revision` is that of the campaign as it was read',
    tag,
    params,
    body: z.strictObject({ revision: z.number().int().min(0), changes: EditCampaignInput }),
    response: PresentedCampaign,
    handle: async (ctx, { params: { id }, body: { revision, changes } }) =>
      presentCampaign(await editCampaign(ctx, id, revision, changes)),
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/campaigns/:id/history',
    access: { scope: 'read' },
    summary: 'Who did what to a campaign, when and why, oldest first',
    tag,
    params,
    response: z.object({ steps: z.array(PresentedStep) }),
    handle: async (_ctx, { params: { id } }) => ({
      steps: (await getCampaign(id)).history.map((step) => ({ ...step, actor: { ...step.actor } })),
    }),
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/campaigns/:id/preflight',
    access: { scope: 'read' },
    summary: 'What a campaign would come to if it left now: people, bubbles, billed messages, quota, budget, money',
    tag,
    params,
    response: PresentedPreflight,
    handle: async (ctx, { params: { id } }) => {
      const preflight = await preflightCampaign(ctx, await getCampaign(id));
      return { ...preflight, samples: preflight.samples.map((sample) => ({ ...sample })) };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/campaigns/:id/test',
    access: { scope: 'send' },
    summary: 'Send what a campaign says to a few friends now; each send is billed as usual',
    tag,
    status: 202,
    params,
    body: z.strictObject({ friendIds: z.array(FriendId).min(1).max(TEST_FRIENDS_MAX) }),
    response: z.object({
      sends: z.array(z.object({ deliveryId: z.string(), friendId: z.string(), arm: z.string().nullable() })),
    }),
    handle: async (ctx, { params: { id }, body }) => ({ sends: await testSend(ctx, id, body.friendIds) }),
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/campaigns/:id/schedule',
    access: { scope: 'send' },
    summary: 'Schedule a draft; it goes to review where so many messages need a second person',
    tag,
    params,
    body: z.strictObject({ undoSeconds: z.number().int().min(0).max(3_600).default(0) }),
    response: PresentedCampaign,
    handle: async (ctx, { params: { id }, body }) => presentCampaign(await scheduleCampaign(ctx, id, body)),
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/campaigns/:id/submit',
    access: { scope: 'send' },
    summary: "Put a draft up for somebody else's review",
    tag,
    params,
    response: PresentedCampaign,
    handle: async (ctx, { params: { id } }) => presentCampaign(await moveCampaign(ctx, id, 'submit')),
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/campaigns/:id/approve',
    access: { scope: 'send', area: 'approvals' },
    summary: 'Approve a campaign in review, by somebody else than who submitted it; it is scheduled then',
    tag,
    params,
    response: PresentedCampaign,
    handle: async (ctx, { params: { id } }) => presentCampaign(await approveCampaign(ctx, id)),
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/campaigns/:id/reject',
    access: { scope: 'send', area: 'approvals' },
    summary: 'Send a campaign in review back to a draft, with the reason',
    tag,
    params,
    body: z.strictObject({ reason: z.string().trim().min(1).max(500) }),
    response: PresentedCampaign,
    handle: async (ctx, { params: { id }, body }) => presentCampaign(await rejectCampaign(ctx, id, body.reason)),
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/campaigns/:id/unschedule',
    access: { scope: 'send' },
    summary: 'Take a scheduled campaign back to a draft before its time',
    tag,
    params,
    response: PresentedCampaign,
    handle: async (ctx, { params: { id } }) => presentCampaign(await unscheduleCampaign(ctx, id)),
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/campaigns/:id/pause',
    access: { scope: 'send' },
    summary: 'Pause a campaign before its next request to LINE; what has not left stays planned',
    tag,
    params,
    response: PresentedCampaign,
    handle: async (ctx, { params: { id } }) => presentCampaign(await pauseCampaign(ctx, id)),
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/campaigns/:id/resume',
    access: { scope: 'send' },
    summary: 'Go on with a paused campaign where it stopped; nobody gets it twice',
    tag,
    params,
    response: PresentedCampaign,
    handle: async (ctx, { params: { id } }) => presentCampaign(await resumeCampaign(ctx, id)),
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/campaigns/:id/cancel',
    access: { scope: 'send' },
    summary: 'Cancel a campaign; what has not left will not',
    tag,
    params,
    response: PresentedCampaign,
    handle: async (ctx, { params: { id } }) => presentCampaign(await cancelCampaign(ctx, id)),
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/campaigns/:id/retry',
    access: { scope: 'send' },
    summary:
      'Send a finished campaign once more to those of whom LINE certainly took nothing, for these reasons or for all',
    tag,
    params,
    body: z.strictObject({
      reasons: z
        .array(z.enum(REJECT_REASONS))
        .min(1)
        .default([...REJECT_REASONS]),
    }),
    response: z.object({ campaign: PresentedCampaign, again: z.number() }),
    handle: async (ctx, { params: { id }, body }) => {
      const { campaign, again } = await retryFailed(ctx, id, body.reasons);
      return { campaign: presentCampaign(campaign), again };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/campaigns/:id/copy',
    access: { scope: 'send' },
    summary: 'Make a draft of the same content, audience and settings',
    tag,
    status: 201,
    params,
    response: PresentedCampaign,
    handle: async (ctx, { params: { id } }) => presentCampaign(await copyCampaign(ctx, id)),
  }),
];
