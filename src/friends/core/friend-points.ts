/**
 * What a friend's points come to, as the ledger has it: the balance now, and what it becomes each time that some expire, if
 * nothing more happens. So whoever reads it is right before the expiry is written down.
 */
export interface FriendPoints {
  /** Place of the latest entry of the ledger that this takes in. */
  seq: number;
  /** In order of time without gaps, at most POINT_STEPS_KEPT; `until` null for the last. */
  steps: PointStep[];
  /** Whoever has points that end up to here was told so. */
  warnedThrough: Date | null;
}

export interface PointStep {
  balance: number;
  from: Date;
  until: Date | null;
}

/** The worker writes expiry down within seconds, so these cover many days of it standing still. */
export const POINT_STEPS_KEPT = 12;

/** A friend's balance at an instant: nothing for one who never had any. */
export function pointsAt(points: FriendPoints | null | undefined, now: Date): number {
  return stepAt(points, now)?.balance ?? 0;
}

/** The step that holds at an instant. */
export const stepAt = (points: FriendPoints | null | undefined, now: Date): PointStep | undefined =>
  points?.steps.find(({ from, until }) => from <= now && (until === null || now < until));
