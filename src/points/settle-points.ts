import type { Context } from '../context.js';
import { changeFriend, findFriendDocument, publishOutbox, type FriendDocument } from '../friends/index.js';
import type { FriendPoints } from '../friends/core/friend-points.js';
import { untilWritten } from '../infra/mongo/model.js';
import { balanceOf, expiredLots, lotsToWarnOf, nextCheckAt, stepsOf } from './core/lots.js';
import { announcementsOf, pointsExpiring } from './events.js';
import { getPointSettings } from './point-settings.js';
import { PointAccountModel, PointEntryModel } from './point.model.js';
import { keepAccount, readAccount, type Account, type Owner } from './read-account.js';
import { writeEntry } from './write-entry.js';

type Needs = Pick<Context, 'actor' | 'clock' | 'publish'>;

const PAGE = 500;

/**
 * Brings everything to what a friend's ledger says: writes down what expired, tells the friend's record together with what
 * new entries announce, and keeps the sum. Each step may run again, and whoever comes later makes good what a process left
 * undone. Resolves to the balance.
 */
export async function settlePoints(ctx: Needs, owner: Owner): Promise<number> {
  for (;;) {
    const friend = await findFriendDocument(owner._id);
    if (!friend) return forgetLedger(owner._id);
    const account = await readSettledAccount(ctx, owner);
    const isWhole = await settlePage(ctx, friend, account);
    if (isWhole) return balanceOf(account.lots, ctx.clock.now());
  }
}

/** The ledger summed up, with one entry for each time at which points ended, at exactly that time. */
async function readSettledAccount(ctx: Needs, owner: Owner): Promise<Account> {
  const account = await readAccount(owner);
  const expired = expiredLots(account.lots, ctx.clock.now());
  for (const { expiresAt } of expired) {
    if (expiresAt === null) continue;
    const id = expiresAt.toISOString();
    await writeEntry(ctx, owner, `expiry/${owner._id}/${id}/${account.seq}`, ({ lots }) => {
      const lot = lots.find((one) => one.expiresAt?.getTime() === expiresAt.getTime());
      if (!lot || lot.points <= 0) return null;
      const parts = [{ expiresAt, points: -lot.points }];
      return { op: 'expire', parts, reason: 'not used in time', source: { kind: 'expiry', id }, at: expiresAt };
    });
  }
  return expired.length === 0 ? account : readAccount(owner);
}

const NOTHING_YET: FriendPoints = { seq: 0, steps: [], warnedThrough: null };

/** Tells the friend's record of a page of new entries; false when more are left. */
async function settlePage(ctx: Needs, friend: FriendDocument, account: Account): Promise<boolean> {
  const open = await PointEntryModel.find({ friendId: friend._id, isOpen: true, seq: { $lte: account.seq } })
    .sort({ seq: 1 })
    .limit(PAGE)
    .lean();
  const isWhole = open.length < PAGE;
  const seq = isWhole ? account.seq : (open.at(-1)?.seq ?? account.seq);
  const { warnDays } = await getPointSettings(ctx, friend.channelId);
  const now = ctx.clock.now();
  const told = await changeFriend(ctx, friend, ({ points: known }) => {
    const before = known ?? NOTHING_YET;
    // Somebody who knows more was here meanwhile.
    if (before.seq > seq) return null;
    const news = open.filter((entry) => entry.seq > before.seq);
    const warnings = lotsToWarnOf(account.lots, { warnDays, warnedThrough: before.warnedThrough, now });
    const points: FriendPoints = {
      seq,
      steps: stepsOf(account.lots, now),
      warnedThrough: warnings.at(-1)?.expiresAt ?? before.warnedThrough,
    };
    if (JSON.stringify(points) === JSON.stringify(before)) return null;
    const announce = [...news.flatMap(announcementsOf), ...warnings.map((one) => pointsExpiring.of(one, now))];
    return { set: { points }, announce };
  });
  await publishOutbox(ctx, told);
  const warnedThrough = told.points?.warnedThrough ?? null;
  await keepAccount(account, nextCheckAt(account.lots, { warnDays, warnedThrough, now }));
  const settled = { _id: { $in: open.map(({ _id }) => _id) } };
  await untilWritten(() => PointEntryModel.updateMany(settled, { $unset: { isOpen: '' } }));
  return isWhole;
}

/** Who was erased while points came in has none. */
async function forgetLedger(friendId: string): Promise<number> {
  await PointEntryModel.deleteMany({ friendId });
  await PointAccountModel.deleteOne({ _id: friendId });
  return 0;
}
