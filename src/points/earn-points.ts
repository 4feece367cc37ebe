import type { Context } from '../context.js';
import { ConflictError } from '../errors.js';
import { appendEntry, type Appended, type Needs } from './append-entry.js';
import { expiryOf } from './core/settings.js';
import { getChannelZone, getPointSettings } from './point-settings.js';
import type { PointSource } from './point.model.js';
import type { Account, Owner } from './read-account.js';

/** Points to give; `cause` gives them once. They end by the settings, counted from now. */
export interface Earning {
  points: number;
  cause: string;
  reason: string;
  source: PointSource;
  /** When it happened that they are given for; now when left out, and never later. */
  at?: Date;
}

/** Gives a friend points. The same cause gives them once; ConflictError when it gave another number before. */
export async function earnPoints(ctx: Needs, friend: Owner, { points, ...given }: Earning): Promise<Appended> {
  const appended = await earnDecided(ctx, friend, given, () => points);
  if (!appended) throw new Error(`Earning ${given.cause} was not decided.`);
  if (appended.entry.op !== 'earn' || appended.entry.points !== points)
    throw new ConflictError(
      `This externalId gave or took ${appended.entry.points} points before, so it cannot give ${points}.`,
    );
  return appended;
}

/** The same for as many points as `decide` says, seeing the ledger before; none are written for 0. */
export async function earnDecided(
  ctx: Needs,
  friend: Owner,
  { cause, reason, source, at }: Omit<Earning, 'points'>,
  decide: (account: Account) => number | Promise<number>,
): Promise<Appended | null> {
  const expiresAt = await newExpiry(ctx, friend.channelId);
  return appendEntry(ctx, friend, cause, async (account) => {
    const points = await decide(account);
    const now = ctx.clock.now();
    if (points <= 0) return null;
    return { op: 'earn', parts: [{ expiresAt, points }], reason, source, at: at && at < now ? at : now };
  });
}

/** When points of a channel that are earned now end. */
export async function newExpiry(ctx: Pick<Context, 'clock'>, channelId: string): Promise<Date | null> {
  const [{ expiry }, zone] = await Promise.all([getPointSettings(ctx, channelId), getChannelZone(ctx, channelId)]);
  return expiryOf(expiry, ctx.clock.now(), zone);
}
