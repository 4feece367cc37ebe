import type { Friend } from './friend.js';

/** A time without any activity, and the activity that ended it. */
export interface Idle {
  from: Date;
  to: Date;
}

const NOTED_MS_MIN = 24 * 3600 * 1000; // shorter pauses decide nothing

/** When a friend was last active; who never did anything counts from when we know them. */
export const lastSeenAt = ({
  lastActiveAt,
  followedAt,
  createdAt,
}: Pick<Friend, 'lastActiveAt' | 'followedAt' | 'createdAt'>): Date => lastActiveAt ?? followedAt ?? createdAt;

/** The pause that an activity at `to` ends, when it was long enough to be noted. */
export const idleBetween = (from: Date, to: Date): Idle | null =>
  to.getTime() - from.getTime() >= NOTED_MS_MIN ? { from, to } : null;
