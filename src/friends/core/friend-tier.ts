/** The VIP tier that a friend holds, as the tier program gave it or staff did. */
export interface FriendTier {
  key: string;
  since: Date;
  /** When the friend falls out of it if nothing more comes; null when they do not. */
  until: Date | null;
  /** When what counts is, or was, below the threshold: the grace runs from then. Null when it never is. */
  belowAt: Date | null;
  programVersion: number;
  /** This tier and those that the friend then falls to by time alone, in order of time; in none where no step is. */
  steps: TierStep[];
  /** Set by hand: the program does not move the friend until then; `until` null for good. */
  override: { by: string; reason: string; until: Date | null } | null;
}

export interface TierStep {
  key: string;
  from: Date;
  until: Date | null;
}

/** The tier that a friend is in at an instant, whether or not somebody wrote a fall down; undefined for none. */
export const tierAt = (tier: FriendTier | null | undefined, now: Date): TierStep | undefined =>
  tier?.steps.find(({ from, until }) => from <= now && (until === null || now < until));

/** Why a tier changed: what counts rose or fell, the program did, staff did, or what they had set was over. */
export const TIER_CHANGES = ['upgrade', 'downgrade', 'program', 'override', 'overrideEnded'] as const;
export type TierChangeWhy = (typeof TIER_CHANGES)[number];
