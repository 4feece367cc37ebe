import { resolveChannel } from '../channels/index.js';
import type { Context } from '../context.js';
import { pinContent } from '../deliveries/index.js';
import { newId } from '../infra/ids.js';
import { CampaignModel, type Campaign } from './campaign.model.js';
import { CreateCampaignInput } from './core/campaign.js';
import { SEND_CAMPAIGN } from './send-campaign.js';
import { requireTemplates } from '../messages/index.js';
import { checkRule, getKnown } from '../segments/index.js';

/** Schedules a campaign. */
export async function createCampaign(ctx: Context, given: CreateCampaignInput): Promise<Campaign> {
  const { channelId, ...input } = CreateCampaignInput.parse(given);
  const channel = await resolveChannel(ctx, channelId);
  if ('template' in input.content) requireTemplates(ctx.templates, [input.content.template]);
  const content = await pinContent(channel._id, input.content);
  await checkRule(channel._id, input.audience, await getKnown(ctx, channel._id));
  const now = ctx.clock.now();
  const campaign: Campaign = {
    ...input,
    content,
    _id: newId(),
    channelId: channel._id,
    state: 'scheduled',
    startedAt: null,
    frozenThrough: null,
    frozenAt: null,
    audienceSize: 0,
    doneAt: null,
    cancelledAt: null,
    reachNotedThrough: null,
    isReachNoted: false,
    createdAt: now,
  };
  await CampaignModel.collection.insertOne(campaign as never);
  ctx.wake(SEND_CAMPAIGN, [{ campaignId: campaign._id }], { delayMs: input.sendAt.getTime() - now.getTime() });
  return campaign;
}
