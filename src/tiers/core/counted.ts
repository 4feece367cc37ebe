import type { Window } from './program.js';
import { leavesAt } from './window.js';

/** Something that counts towards tiers: points earned, or an order net of its refunds. */
export interface Credit {
  at: Date;
  amount: number;
}

/** What counts for a friend over time: each change of it, in order. */
export type Counted = readonly Credit[];

/** Credits as they come, and leave when the window is over for them. */
export const countedIn = (window: Window, credits: readonly Credit[], timeZone: string): Counted =>
  credits
    .flatMap(({ at, amount }) => [
      { at, amount },
      { at: leavesAt(window, at, timeZone), amount: -amount },
    ])
    .toSorted((one, other) => one.at.getTime() - other.at.getTime());

/** What counts at an instant. */
export const valueAt = (counted: Counted, at: Date): number =>
  counted.reduce((sum, change) => (change.at <= at ? sum + change.amount : sum), 0);

/** The first time from an instant on at which what counts is below a threshold, if nothing more comes. */
export function firstBelow(counted: Counted, threshold: number, from: Date): Date | null {
  let value = valueAt(counted, from);
  if (value < threshold) return from;
  for (const [index, { at, amount }] of counted.entries()) {
    if (at <= from) continue;
    value += amount;
    const isLastOfItsTime = counted[index + 1]?.at.getTime() !== at.getTime();
    if (isLastOfItsTime && value < threshold) return at;
  }
  return null;
}

/** When the next credit begins to count that is known already. */
export const nextCreditAfter = (counted: Counted, now: Date): Date | null =>
  counted.find(({ at, amount }) => at > now && amount > 0)?.at ?? null;
