import { findFriendsById } from '../friends/index.js';
import type { Friend } from '../friends/index.js';
import { pointsAt } from '../friends/core/friend-points.js';
import type { Context } from '../context.js';
import { addLots, balanceOf, sumOf, type Lot } from './core/lots.js';
import { PointAccountModel, PointEntryModel } from './point.model.js';
import { forgetAccount } from './read-account.js';
import { settlePoints } from './settle-points.js';

/** Whether a friend's ledger, the kept sum and the friend's record say the same, and what is wrong when they do not. */
export interface PointsAudit {
  friendId: string;
  /** Sum over all entries. */
  ledger: number;
  /** What was kept of it. */
  account: number;
  /** What rules and people see, at the time of the audit. */
  friend: number;
  entries: number;
  isRight: boolean;
  problems: string[];
}

type Needs = Pick<Context, 'actor' | 'clock' | 'publish'>;

const TRIES = 3; // what is being changed just now is looked at again

/** Proves for each of these friends of a channel that the balance is the sum of the ledger; friends without points are left out. */
export async function auditPoints(ctx: Needs, friendIds: string[]): Promise<PointsAudit[]> {
  const [friends, withEntries, withAccount] = await Promise.all([
    findFriendsById(friendIds),
    PointEntryModel.distinct('friendId', { friendId: { $in: friendIds } }),
    PointAccountModel.distinct('_id', { _id: { $in: friendIds } }),
  ]);
  const withAny = new Set<string>([...withEntries, ...withAccount]);
  const audits: PointsAudit[] = [];
  for (const friend of friends.values())
    if (friend.points || withAny.has(friend._id)) audits.push(await auditFriend(ctx, friend));
  return audits;
}

/** The same for one friend. */
export async function auditFriend(ctx: Needs, { _id, channelId }: Friend): Promise<PointsAudit> {
  for (let attempt = 1; ; attempt += 1) {
    const audit = await look(ctx, _id);
    if (audit.isRight || attempt === TRIES) return audit;
    await settlePoints(ctx, { _id, channelId });
  }
}

async function look({ clock }: Needs, friendId: string): Promise<PointsAudit> {
  const account = await PointAccountModel.findById(friendId).lean();
  const entries = await PointEntryModel.find({ friendId }, { parts: 1, points: 1, seq: 1 }).lean();
  const friend = (await findFriendsById([friendId])).get(friendId);
  const now = clock.now();
  const lots = addLots(
    [],
    entries.flatMap(({ parts }) => parts),
  );
  const seen = pointsAt(friend?.points, now);
  const problems = [
    ...entries
      .filter(({ points, parts }) => points !== sumOf(parts))
      .map(({ _id }) => `entry ${_id} is not the sum of its parts`),
    ...lots.filter(({ points }) => points < 0).map((lot) => `the lot ${nameOf(lot)} holds ${lot.points} points`),
    ...(account?.isStale ? ['the kept sum is to be made anew'] : []),
    ...(JSON.stringify(account?.lots ?? []) === JSON.stringify(lots) ? [] : ['the kept sum is not that of the ledger']),
    ...(seen === balanceOf(lots, now) ? [] : [`the friend's record says ${seen}, the ledger ${balanceOf(lots, now)}`]),
  ];
  return {
    friendId,
    ledger: sumOf(lots),
    account: sumOf(account?.lots ?? []),
    friend: seen,
    entries: entries.length,
    isRight: problems.length === 0,
    problems,
  };
}

const nameOf = ({ expiresAt }: Lot) => (expiresAt ? `that ends at ${expiresAt.toISOString()}` : 'that never ends');

/** Sums a friend's whole ledger up anew and brings account and record to it. */
export async function refoldPoints(ctx: Needs, { _id, channelId }: Friend): Promise<PointsAudit> {
  await forgetAccount({ _id, channelId });
  await settlePoints(ctx, { _id, channelId });
  return look(ctx, _id);
}
