import { POINT_STEPS_KEPT, type PointStep } from '../../friends/core/friend-points.js';

/** Points of a friend that expire together; `expiresAt` null for those that never do. */
export interface Lot {
  expiresAt: Date | null;
  points: number;
}

/** Lots after changes to them: sums by expiry, so in any order they come to the same. In order of expiry, without empty ones. */
export function addLots(lots: readonly Lot[], changes: readonly Lot[]): Lot[] {
  const sums = new Map<number, number>();
  for (const { expiresAt, points } of [...lots, ...changes]) {
    const key = keyOf(expiresAt);
    sums.set(key, (sums.get(key) ?? 0) + points);
  }
  return [...sums]
    .filter(([, points]) => points !== 0)
    .toSorted(([one], [other]) => one - other)
    .map(([key, points]) => ({ expiresAt: key === NEVER ? null : new Date(key), points }));
}

const NEVER = Number.MAX_SAFE_INTEGER;
const keyOf = (expiresAt: Date | null): number => expiresAt?.getTime() ?? NEVER;

/** Whether points of a lot can still be used: from its expiry on they cannot. */
export const isAlive = ({ expiresAt }: Pick<Lot, 'expiresAt'>, now: Date): boolean =>
  expiresAt === null || expiresAt > now;

export const sumOf = (lots: readonly Lot[]): number => lots.reduce((sum, { points }) => sum + points, 0);

/** What can be used at an instant, whether or not expiry was written down. */
export const balanceOf = (lots: readonly Lot[], now: Date): number => sumOf(lots.filter((lot) => isAlive(lot, now)));

/**
 * The changes that take points off, of what expires first, at most as many as there are. `first`: an expiry whose lot goes
 * before the others.
 */
export function takeFrom(lots: readonly Lot[], points: number, now: Date, first?: Date | null): Lot[] {
  const usable = lots.filter((lot) => isAlive(lot, now) && lot.points > 0);
  const isFirst = (lot: Lot) => first !== undefined && keyOf(lot.expiresAt) === keyOf(first);
  const inOrder = [...usable.filter(isFirst), ...usable.filter((lot) => !isFirst(lot))];
  const taken: Lot[] = [];
  let left = points;
  for (const lot of inOrder) {
    const part = Math.min(left, lot.points);
    if (part > 0) taken.push({ expiresAt: lot.expiresAt, points: -part });
    left -= part;
  }
  return taken;
}

/** Lots that are over and still hold points: their expiry is to be written down. */
export const expiredLots = (lots: readonly Lot[], now: Date): Lot[] =>
  lots.filter((lot) => !isAlive(lot, now) && lot.points !== 0);

/** The balance from now on, as time alone changes it. */
export function stepsOf(lots: readonly Lot[], now: Date): PointStep[] {
  const alive = lots.filter((lot) => isAlive(lot, now));
  const steps: PointStep[] = [];
  let balance = sumOf(alive);
  let from = new Date(0);
  for (const { expiresAt, points } of alive) {
    if (expiresAt === null || steps.length === POINT_STEPS_KEPT - 1) break;
    steps.push({ balance, from, until: expiresAt });
    balance -= points;
    from = expiresAt;
  }
  return [...steps, { balance, from, until: null }];
}

/** Lots of which somebody is to be told that they expire within so many days, and was not yet. */
export function lotsToWarnOf(
  lots: readonly Lot[],
  { warnDays, warnedThrough, now }: { warnDays: number | null; warnedThrough: Date | null; now: Date },
): { expiresAt: Date; points: number }[] {
  if (warnDays === null) return [];
  const ahead = new Date(now.getTime() + warnDays * DAY_MS);
  return lots.flatMap(({ expiresAt, points }) =>
    expiresAt !== null &&
    points > 0 &&
    expiresAt > now &&
    expiresAt <= ahead &&
    (warnedThrough === null || expiresAt > warnedThrough)
      ? [{ expiresAt, points }]
      : [],
  );
}

/** When lots are to be looked at next although nothing happens: one expires, or is to be warned of. */
export function nextCheckAt(
  lots: readonly Lot[],
  { warnDays, warnedThrough, now }: { warnDays: number | null; warnedThrough: Date | null; now: Date },
): Date | null {
  const times = lots.flatMap(({ expiresAt, points }) => {
    if (expiresAt === null || points <= 0) return [];
    const isWarned = warnDays === null || (warnedThrough !== null && expiresAt <= warnedThrough);
    const warnAt = expiresAt.getTime() - (warnDays ?? 0) * DAY_MS;
    return [!isWarned && warnAt > now.getTime() ? warnAt : expiresAt.getTime()];
  });
  return times.length === 0 ? null : new Date(Math.min(...times));
}

const DAY_MS = 24 * 3600 * 1000;
