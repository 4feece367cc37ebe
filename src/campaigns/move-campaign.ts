import type { Context } from '../context.js';
import { ConflictError, NotFoundError } from '../errors.js';
import { CampaignModel, STEPS_KEPT, type Campaign, type CampaignStep } from './campaign.model.js';
import { actionsIn, decideTransition, isBarred, isTooLate, type Action } from './core/transitions.js';

/** The campaign; NotFoundError when there is none. */
export async function getCampaign(campaignId: string): Promise<Campaign> {
  const campaign = await CampaignModel.findById(campaignId).lean();
  if (!campaign) throw new NotFoundError('campaign', campaignId);
  return campaign;
}

interface Move {
  reason?: string | null;
  set?: Partial<Campaign>;
}

/** Does something to a campaign, and notes who did it. ConflictError when it cannot be done in its state, naming what can. */
export async function moveCampaign(
  ctx: Pick<Context, 'clock' | 'actor'>,
  campaignId: string,
  action: Action,
  move: Move = {},
): Promise<Campaign> {
  const moved = await tryMove(ctx, campaignId, action, move);
  if (moved) return moved;
  const campaign = await getCampaign(campaignId);
  const { state, way, handedOverAt } = campaign;
  if (handedOverAt !== null && isTooLate(action, campaign))
    throw new ConflictError(
      `Campaign ${campaignId} was handed to LINE as a ${way} at ${handedOverAt.toISOString()}: ${action} cannot be done any more.`,
    );
  const possible = actionsIn(campaign).join(', ') || 'nothing more';
  throw new ConflictError(`Campaign ${campaignId} is ${state}: ${action} cannot be done now; possible: ${possible}.`);
}

/** The same, with null when it cannot be done in its state. */
export async function tryMove(
  ctx: Pick<Context, 'clock' | 'actor'>,
  campaignId: string,
  action: Action,
  { reason = null, set = {} }: Move = {},
): Promise<Campaign | null> {
  const campaign = await getCampaign(campaignId);
  const { state: from } = campaign;
  const to = decideTransition(from, action);
  if (to === null || isBarred(action, campaign)) return null;
  const step: CampaignStep = { at: ctx.clock.now(), actor: ctx.actor, action, from, to, reason };
  const moved = await CampaignModel.findOneAndUpdate(
    { _id: campaignId, state: from, handedOverAt: campaign.handedOverAt ?? null },
    {
      $set: { ...set, state: to, stateReason: reason },
      $push: { history: { $each: [step], $slice: -STEPS_KEPT } },
      $inc: { revision: 1 },
    },
    { returnDocument: 'after' },
  ).lean();
  // Somebody moved it in between: whether it can still be done is to be seen anew.
  return moved ?? tryMove(ctx, campaignId, action, { reason, set });
}
