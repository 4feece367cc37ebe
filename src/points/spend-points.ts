import { AppError, ConflictError } from '../errors.js';
import { appendEntry, type Appended, type Needs } from './append-entry.js';
import { balanceOf, takeFrom } from './core/lots.js';
import type { PointSource } from './point.model.js';
import type { Owner } from './read-account.js';

/** Points to take for something; `cause` takes them once. */
export interface Spending {
  points: number;
  cause: string;
  reason: string;
  source: PointSource;
}

/**
 * Spends points of a friend, those first that end first: all that are asked for, or an error of the code `insufficient_points`
 * and none. The same cause spends once; ConflictError when it was another number before.
 */
export async function spendPoints(
  ctx: Needs,
  friend: Owner,
  { points, cause, reason, source }: Spending,
): Promise<Appended> {
  const appended = await appendEntry(ctx, friend, cause, ({ lots }) => {
    const now = ctx.clock.now();
    const balance = balanceOf(lots, now);
    if (balance < points)
      throw new AppError(
        'insufficient_points',
        `Friend ${friend._id} has ${balance} points, and ${points} were asked for.`,
        { balance, asked: points },
      );
    return { op: 'spend', parts: takeFrom(lots, points, now), reason, source, at: now };
  });
  if (!appended) throw new Error(`Spending ${cause} was not decided.`);
  if (appended.entry.op !== 'spend' || appended.entry.points !== -points)
    throw new ConflictError(
      `This externalId gave or took ${appended.entry.points} points before, so it cannot take ${points}.`,
    );
  return appended;
}
