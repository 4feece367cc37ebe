import type { Context } from '../../src/context.js';
import { AnnouncementModel } from '../../src/infra/announcements/announcement.model.js';
import { auditFriend } from '../../src/points/audit-points.js';
import { earnPoints } from '../../src/points/earn-points.js';
import { spendPoints } from '../../src/points/spend-points.js';
import { getFriend, type Friend } from '../../src/friends/index.js';
import { getBalance } from '../../src/points/present-points.js';
import type { TestApp } from '../support/build-app.js';

/** The product's context at a time that stands still until it is moved. */
export function contextAt(product: Pick<TestApp, 'app'>, start: Date) {
  let now = start;
  const ctx: Context = { ...product.app.ctx, clock: { now: () => now } };
  return { ctx, moveTo: (at: Date | string) => (now = new Date(at)) };
}

const source = { kind: 'api' as const, id: 'test' };
let causes = 0;
const aCause = () => `test/${(causes += 1)}`;

export const earn = (ctx: Context, friend: Friend, points: number, cause = aCause()) =>
  earnPoints(ctx, friend, { points, cause, reason: 'test', source });
export const spend = (ctx: Context, friend: Friend, points: number, cause = aCause()) =>
  spendPoints(ctx, friend, { points, cause, reason: 'test', source });
export const balance = async ({ clock }: Context, friend: Friend) => (await getBalance(friend, clock.now())).balance;
export const audit = async (ctx: Context, { _id }: Friend) => auditFriend(ctx, await getFriend(_id));

/** What was announced of a friend's points, in order. */
export async function announced(friend: Friend, name: string) {
  const found = await AnnouncementModel.find({ friendId: friend._id, name }).sort({ at: 1, _id: 1 }).lean();
  return found.map(({ at, payload }) => ({ at, ...(payload as object) }));
}
