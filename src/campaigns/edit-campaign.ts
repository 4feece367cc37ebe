import { getChannel } from '../channels/index.js';
import type { Context } from '../context.js';
import { ConflictError } from '../errors.js';
import { CampaignModel, STEPS_KEPT, type Campaign } from './campaign.model.js';
import { checkCampaign, pinContents, requireTaken } from './check-campaign.js';
import { EditCampaignInput } from './core/campaign.js';
import { firstTimeOf } from './core/schedule.js';
import { requireTimeAhead } from './look-at-local-time.js';
import { actionsIn } from './core/transitions.js';
import { getCampaign } from './move-campaign.js';
import { decisionsOf } from './new-campaign.js';

/** Changes a draft. ConflictError when it is no draft, or when somebody else changed it since `revision`. */
export async function editCampaign(
  ctx: Context,
  campaignId: string,
  revision: number,
  given: EditCampaignInput,
): Promise<Campaign> {
  const campaign = await getCampaign(campaignId);
  if (campaign.state !== 'draft')
    throw new ConflictError(
      `Campaign ${campaignId} is ${campaign.state}; only a draft can be changed. ${wayToChange(campaign)}`,
    );
  const { timeZone } = await getChannel(ctx, campaign.channelId);
  const now = ctx.clock.now();
  const changed = await pinContents({ ...campaign, ...EditCampaignInput.parse(given) });
  const sendAt = firstTimeOf(changed.schedule, now, timeZone) ?? now;
  await checkCampaign(ctx, changed);
  await requireTimeAhead(ctx, changed);
  await requireTaken(ctx, changed);
  const step = {
    at: now,
    actor: ctx.actor,
    action: 'edit' as const,
    from: 'draft' as const,
    to: 'draft' as const,
    reason: null,
  };
  const edited = await CampaignModel.findOneAndUpdate(
    { _id: campaignId, state: 'draft', revision },
    {
      $set: { ...decisionsOf(changed), schedule: changed.schedule, sendAt, wakeAt: sendAt, approval: null },
      $push: { history: { $each: [step], $slice: -STEPS_KEPT } },
      $inc: { revision: 1 },
    },
    { returnDocument: 'after' },
  ).lean();
  if (!edited)
    throw new ConflictError(
      `Campaign ${campaignId} was changed by somebody else since revision ${revision}; read it again, then change it.`,
    );
  return edited;
}

function wayToChange(campaign: Campaign): string {
  const actions = actionsIn(campaign);
  if (actions.includes('unschedule')) return 'Take it back to a draft first.';
  if (actions.includes('reject')) return 'It becomes one again when it is rejected.';
  return actions.includes('cancel') ? 'Cancel it and change a copy.' : 'Change a copy of it.';
}
