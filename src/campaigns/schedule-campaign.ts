import type { Actor, Context } from '../context.js';
import { ConflictError, ForbiddenError } from '../errors.js';
import { assertNever } from '../shared/assert-never.js';
import { CampaignModel, type Campaign } from './campaign.model.js';
import { checkCampaign, checkRefusals } from './check-campaign.js';
import { requireTimeAhead } from './look-at-local-time.js';
import { awaitsApproval } from './core/transitions.js';
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
  options: { undoSeconds: number },
): Promise<Campaign> {
  const draft = await getCampaign(campaignId);
  await checkCampaign(ctx, draft);
  await requireTimeAhead(ctx, draft);
  return scheduleChecked(ctx, draft, options);
}

/** The same with one that was checked just now. */
export async function scheduleChecked(
  ctx: Context,
  draft: Campaign,
  { undoSeconds }: { undoSeconds: number },
): Promise<Campaign> {
  await checkRefusals(ctx, draft);
  const sendAt = startOf(ctx, draft, undoSeconds);
  const set = { sendAt, wakeAt: sendAt };
  if (await needsApproval(ctx, draft)) return moveCampaign(ctx, draft._id, 'submit', { set });
  const scheduled = await moveCampaign(ctx, draft._id, 'schedule', { set });
  wakeCampaign(ctx, scheduled);
  return scheduled;
}

/**
 * Approves a campaign in review, for as many people as meet its rule now; or one that paused because it has come to far more
 * than were approved, for as many as it has. Of a recurring campaign that holds for its next times too. Nobody approves what
 * they wrote last or submitted themselves, be it a person or a program.
 */
export async function approveCampaign(ctx: Context, campaignId: string): Promise<Campaign> {
  const campaign = await getCampaign(campaignId);
  const isAwaited = campaign.state === 'review' || awaitsApproval(campaign);
  if (isAwaited && (await listAuthors(campaign)).includes(nameOf(ctx.actor)))
    throw new ForbiddenError(`Campaign ${campaignId} needs the approval of somebody else than ${nameOf(ctx.actor)}.`, {
      kind: 'campaign',
      id: campaignId,
    });
  await checkCampaign(ctx, campaign);
  if (campaign.frozenAt === null) await requireTimeAhead(ctx, campaign);
  await checkRefusals(ctx, campaign);
  const people = campaign.frozenAt === null ? await countAudience(ctx, campaign) : campaign.audienceSize;
  const sendAt = campaign.frozenAt === null ? startOf(ctx, campaign, 0) : ctx.clock.now();
  const approval = { by: ctx.actor, at: ctx.clock.now(), people };
  const approved = await moveCampaign(ctx, campaignId, 'approve', { set: { sendAt, wakeAt: sendAt, approval } });
  if (campaign.occurrenceOf !== null)
    await CampaignModel.updateOne({ _id: campaign.occurrenceOf, state: 'scheduled' }, { $set: { approval } });
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

/** Who wrote it last, and who submitted it; one time of a recurring campaign has the authors of that. */
async function listAuthors({ occurrenceOf, history }: Campaign): Promise<string[]> {
  return authorsOf(occurrenceOf === null ? history : (await getCampaign(occurrenceOf)).history);
}

function authorsOf(history: Campaign['history']): string[] {
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
