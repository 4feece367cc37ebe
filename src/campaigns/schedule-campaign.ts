import type { Actor, Context } from '../context.js';
import { ConflictError, ForbiddenError } from '../errors.js';
import { assertNever } from '../shared/assert-never.js';
import type { Campaign } from './campaign.model.js';
import { checkCampaign, checkRefusals } from './check-campaign.js';
import { requireTimeAhead } from './look-at-local-time.js';
import { getCampaign, moveCampaign } from './move-campaign.js';
import { countAudience } from './count-audience.js';
import { needsApproval } from './needs-approval.js';
import { wakeCampaign } from './wake-campaign.js';

/**
 * Schedules a draft. Where the channel wants a second person for so many messages, it goes to review instead, unless
 * somebody approved it.
 */
export async function scheduleCampaign(
  ctx: Context,
  campaignId: string,
  { undoSeconds = 0 }: { undoSeconds?: number } = {},
): Promise<Campaign> {
  const draft = await getCampaign(campaignId);
  await checkCampaign(ctx, draft);
  await requireTimeAhead(ctx, draft);
  await checkRefusals(ctx, draft);
  const sendAt = startOf(ctx, draft, undoSeconds);
  const set = { sendAt, wakeAt: sendAt };
  if (await needsApproval(ctx, draft)) return moveCampaign(ctx, campaignId, 'submit', { set });
  const scheduled = await moveCampaign(ctx, campaignId, 'schedule', { set });
  wakeCampaign(ctx, scheduled);
  return scheduled;
}

/**
 * Approves a campaign in review, for as many people as meet its rule now. Nobody approves what they wrote last or submitted
 * themselves, be it a person or a program.
 */
export async function approveCampaign(ctx: Context, campaignId: string): Promise<Campaign> {
  const campaign = await getCampaign(campaignId);
  if (campaign.state === 'review' && authorsOf(campaign).includes(nameOf(ctx.actor)))
    throw new ForbiddenError(`Campaign ${campaignId} needs the approval of somebody else than ${nameOf(ctx.actor)}.`, {
      kind: 'campaign',
      id: campaignId,
    });
  await checkCampaign(ctx, campaign);
  await requireTimeAhead(ctx, campaign);
  await checkRefusals(ctx, campaign);
  const people = await countAudience(ctx, campaign);
  const sendAt = startOf(ctx, campaign, 0);
  const set = { sendAt, wakeAt: sendAt, approval: { by: ctx.actor, at: ctx.clock.now(), people } };
  const approved = await moveCampaign(ctx, campaignId, 'approve', { set });
  wakeCampaign(ctx, approved);
  return approved;
}

/** Sends a campaign in review back to its author, with the reason. */
export const rejectCampaign = (ctx: Context, campaignId: string, reason: string): Promise<Campaign> =>
  moveCampaign(ctx, campaignId, 'reject', { reason, set: { approval: null } });

/** Takes a scheduled campaign back to a draft; what is being sent already can only be paused. */
export async function unscheduleCampaign(ctx: Context, campaignId: string): Promise<Campaign> {
  const { state } = await getCampaign(campaignId);
  if (state === 'sending')
    throw new ConflictError(`Campaign ${campaignId} is sending; pause or cancel it, or make a copy to change.`);
  return moveCampaign(ctx, campaignId, 'unschedule', { set: { approval: null } });
}

const startOf = ({ clock }: Pick<Context, 'clock'>, { sendAt }: Campaign, undoSeconds: number) =>
  new Date(Math.max(sendAt.getTime(), clock.now().getTime() + undoSeconds * 1_000));

/** Who wrote it last, and who submitted it. */
function authorsOf({ history }: Campaign): string[] {
  const written = history.findLast(({ action }) => action === 'create' || action === 'edit');
  const submitted = history.findLast(({ action }) => action === 'submit');
  return [written, submitted].flatMap((step) => (step ? [nameOf(step.actor)] : []));
}

function nameOf(actor: Actor): string {
  switch (actor.kind) {
    case 'apiKey':
      return `API key ${actor.keyId}`;
    case 'staff':
      return `staff ${actor.staffId}`;
    case 'friend':
      return `friend ${actor.friendId}`;
    case 'system':
      return actor.name;
    default:
      return assertNever(actor);
  }
}
