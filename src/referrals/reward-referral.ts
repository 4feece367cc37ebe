import type { Context } from '../context.js';
import { AppError } from '../errors.js';
import { findFriendBehind, type Friend } from '../friends/index.js';
import { withLease } from '../infra/mongo/lease.js';
import { earnPoints } from '../points/index.js';
import { causeOf } from './core/causes.js';
import { refusalOf, type Referral } from './core/referral.js';
import { referralRewarded } from './events.js';
import { ReferralModel } from './referral.model.js';
import { getReferralProgram } from './referral-program.js';
import { takeBack } from './reverse-referral.js';

const HOUR_MS = 3600 * 1000;
const CAP_DAYS_MS = 30 * 24 * HOUR_MS;
const LEASE_MS = 10_000; // renewed for each
const JOINED_AT_ONCE_MAX = 500; // the sweep finds who is left
/** After so long a step that was begun is taken to be left behind. */
const STEP_OVERDUE_MS = 10_000;

type Needs = Pick<Context, 'actor' | 'clock' | 'publish'>;

/** Whoever was brought has followed for the first time: both are rewarded. Nothing for who came by themselves. */
export async function joinReferral(
  ctx: Needs,
  { _id: refereeId, channelId, lineUserId }: Pick<Friend, '_id' | 'channelId' | 'lineUserId'>,
  joinedAt: Date,
): Promise<void> {
  const _id = `${channelId}/${lineUserId}`;
  const now = ctx.clock.now();
  await ReferralModel.updateOne(
    { _id, state: 'opened', expiresAt: { $gt: joinedAt } },
    { $set: { state: 'joined', refereeId, joinedAt, dueAt: new Date(now.getTime() + STEP_OVERDUE_MS) } },
  );
  const referral = await ReferralModel.findById(_id).lean();
  if (referral?.state === 'joined') await rewardJoined(ctx, referral.referrerId);
}

/**
 * Rewards the referrals of a friend that joined, both sides, each once, or says why not: in the order of joining and in one
 * process at a time, so that many who come at once are no way around the most that one friend is rewarded for.
 */
export async function rewardJoined(ctx: Needs, referrerId: string): Promise<void> {
  await withLease(ctx.clock, `referrals/${referrerId}`, LEASE_MS, async (renew) => {
    const joined = await ReferralModel.find({ referrerId, state: 'joined' })
      .sort({ joinedAt: 1, _id: 1 })
      .limit(JOINED_AT_ONCE_MAX)
      .lean();
    for (const referral of joined) {
      if (!(await renew())) return;
      await rewardReferral(ctx, referral);
    }
  });
}

async function rewardReferral(ctx: Needs, referral: Referral): Promise<void> {
  const { _id, channelId, refereeId, joinedAt } = referral;
  const program = await getReferralProgram(ctx, channelId);
  const now = ctx.clock.now();
  const [referrer, referee] = await Promise.all([
    findFriendBehind(referral.referrerId),
    refereeId === null ? null : findFriendBehind(refereeId),
  ]);
  const rewardedLately = await ReferralModel.countDocuments({
    referrerId: referral.referrerId,
    state: { $in: ['rewarded', 'settled'] },
    rewardedAt: { $gt: new Date(now.getTime() - CAP_DAYS_MS) },
  });
  const refusal = refusalOf({ ...program, referrer, rewardedLately });
  if (refusal || !referrer || !referee) {
    const refused = { state: 'refused' as const, refusal: refusal ?? ('referrerGone' as const), dueAt: null };
    await ReferralModel.updateOne({ _id, state: 'joined' }, { $set: refused });
    return;
  }
  await give(ctx, referrer, { points: program.referrerPoints, cause: causeOf(_id, 'referrer'), id: _id });
  await give(ctx, referee, { points: program.refereePoints, cause: causeOf(_id, 'referee'), id: _id });
  const settlesAt = new Date((joinedAt ?? now).getTime() + program.quickBlockHours * HOUR_MS);
  const rewarded = await ReferralModel.updateOne(
    { _id, state: 'joined' },
    { $set: { state: 'rewarded', rewardedAt: now, dueAt: settlesAt } },
  );
  // They blocked while they were being rewarded.
  if (rewarded.matchedCount === 0) return takeBack(ctx, _id);
  const event = referralRewarded.of({ refereeId: referee._id }, now);
  await ctx.publish([{ ...event, id: `${event.name}:${_id}`, channelId, friendId: referrer._id }]);
}

/** Notes that who was brought stayed, and gives what the thresholds promise for that many. */
export async function settleReferral(ctx: Needs, { _id, channelId, referrerId }: Referral): Promise<void> {
  await ReferralModel.updateOne({ _id, state: 'rewarded' }, { $set: { state: 'settled' } });
  const referrer = await findFriendBehind(referrerId);
  if (referrer) {
    const { thresholds } = await getReferralProgram(ctx, channelId);
    const stayed = await ReferralModel.countDocuments({ referrerId, state: 'settled' });
    for (const { count, points } of thresholds.filter(({ count }) => count <= stayed))
      await give(ctx, referrer, {
        points,
        cause: `referralThreshold/${referrerId}/${count}`,
        id: `threshold ${count}`,
      });
  }
  await ReferralModel.updateOne({ _id, state: 'settled' }, { $set: { dueAt: null } });
}

/** Points of the same cause are given once, as many as the program said then. */
async function give(
  ctx: Needs,
  friend: Friend,
  { points, cause, id }: { points: number; cause: string; id: string },
): Promise<void> {
  if (points === 0) return;
  await earnPoints(ctx, friend, { points, cause, reason: 'referral', source: { kind: 'reward', id } }).catch(
    (error: unknown) => {
      if (!(error instanceof AppError && error.code === 'conflict')) throw error;
    },
  );
}
