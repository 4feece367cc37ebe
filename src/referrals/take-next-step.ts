import type { Context } from '../context.js';
import { ReferralModel } from './referral.model.js';
import { takeBack } from './reverse-referral.js';
import { rewardJoined, settleReferral } from './reward-referral.js';

/** Does what is due for a referral: what a crash left half done, or settling it. Nothing when nothing is. */
export async function takeNextStep(
  ctx: Pick<Context, 'actor' | 'clock' | 'publish'>,
  referralId: string,
): Promise<void> {
  const referral = await ReferralModel.findById(referralId).lean();
  if (!referral?.dueAt || referral.dueAt > ctx.clock.now()) return;
  if (referral.state === 'joined') await rewardJoined(ctx, referral.referrerId);
  else if (referral.state === 'reversing') await takeBack(ctx, referralId);
  else if (referral.state === 'rewarded' || referral.state === 'settled') await settleReferral(ctx, referral);
}
