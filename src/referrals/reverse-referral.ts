import type { Context } from '../context.js';
import { reverseCause } from '../points/index.js';
import { causeOf } from './core/causes.js';
import { ReferralModel } from './referral.model.js';
import { getReferralProgram } from './referral-program.js';

const HOUR_MS = 3600 * 1000;

type Needs = Pick<Context, 'actor' | 'clock' | 'publish'>;

/** Who was brought has blocked again: within the program's hours both rewards go back, as far as they are still there. */
export async function reverseQuickBlock(
  ctx: Needs,
  { friendId, channelId }: { friendId: string; channelId: string },
  blockedAt: Date,
): Promise<void> {
  const { quickBlockHours } = await getReferralProgram(ctx, channelId);
  const joinedAfter = new Date(blockedAt.getTime() - quickBlockHours * HOUR_MS);
  await ReferralModel.updateOne(
    { refereeId: friendId, state: { $in: ['joined', 'rewarded'] }, joinedAt: { $gt: joinedAfter, $lte: blockedAt } },
    { $set: { state: 'reversing', refusal: 'quickBlock', dueAt: ctx.clock.now() } },
  );
  const reversing = await ReferralModel.find({ refereeId: friendId, state: 'reversing' }, { _id: 1 }).lean();
  for (const { _id } of reversing) await takeBack(ctx, _id);
}

/** Takes both rewards of a referral back, each once; nothing for one that is not to be reversed. */
export async function takeBack(ctx: Needs, referralId: string): Promise<void> {
  const referral = await ReferralModel.findById(referralId).lean();
  if (referral?.state !== 'reversing' && referral?.state !== 'reversed') return;
  for (const side of ['referrer', 'referee'] as const)
    await reverseCause(ctx, {
      channelId: referral.channelId,
      cause: causeOf(referralId, side),
      reason: 'referral reversed: blocked again at once',
      source: { kind: 'reward', id: referralId },
    });
  await ReferralModel.updateOne({ _id: referralId, state: 'reversing' }, { $set: { state: 'reversed', dueAt: null } });
}
