import type { FriendTier, TierChangeWhy, TierStep } from '../../friends/core/friend-tier.js';
import { countedIn, firstBelow, nextCreditAfter, valueAt, type Counted, type Credit } from './counted.js';
import type { Tier, TierProgram } from './program.js';
import { endOfGrace } from './window.js';

/** What friends of a channel are judged by. */
export interface TierCriteria {
  program: TierProgram;
  version: number;
  timeZone: string;
}

/** A tier entered, left, or both; `value` is what counted then. */
export interface TierMove {
  from: string | null;
  to: string | null;
  why: TierChangeWhy;
  at: Date;
  value: number;
}

export interface TierDecision {
  tier: FriendTier | null;
  moves: TierMove[];
  /** What counts now. */
  value: number;
  /** When time alone changes something next. */
  checkAt: Date | null;
}

/** A tier held, and when it falls. */
type Held = Pick<FriendTier, 'key' | 'since' | 'until' | 'belowAt'>;

/** A friend as they are judged: the criteria and what counts for them. */
interface Case extends TierCriteria {
  counted: Counted;
}

/** The tier after something that may have moved it, at an instant. */
interface Turn {
  held: Held | null;
  at: Date;
  why: TierChangeWhy | null;
}

/**
 * The tier of a friend at `now`. Up at once, to whatever the value reaches. Down when the grace is over, at exactly that time
 * also when nobody looked then, to what the value reaches at that time. What staff set by hand stands until its end.
 */
export function decideTier(
  criteria: TierCriteria,
  credits: readonly Credit[],
  before: FriendTier | null,
  now: Date,
): TierDecision {
  const { program, version, timeZone } = criteria;
  const one: Case = { ...criteria, counted: countedIn(program.window, credits, timeZone) };
  const isPinned = before !== null && isOverridden(before, now) && findTier(program, before.key) !== undefined;
  const turns = isPinned ? [] : turnsUntil(one, before, now);
  const held = isPinned ? before : (turns.at(-1)?.held ?? null);
  return {
    tier: held && {
      key: held.key,
      since: held.since,
      until: held.until,
      belowAt: held.belowAt,
      programVersion: version,
      steps: stepsFrom(one, held),
      override: isPinned ? before.override : null,
    },
    moves: movesOf(one, before?.key ?? null, turns),
    value: valueAt(one.counted, now),
    checkAt: earliest(held?.until ?? null, nextCreditAfter(one.counted, now)),
  };
}

/** Whether staff have put the friend where they are. */
export const isOverridden = ({ override }: FriendTier, now: Date): boolean =>
  override !== null && (override.until === null || override.until > now);

const findTier = ({ tiers }: TierProgram, key: string): Tier | undefined => tiers.find((tier) => tier.key === key);

/** Higher is better; −1 for none, and for a tier that the program does not have. */
const rankOf = ({ tiers }: TierProgram, key: string | null): number => tiers.findIndex((tier) => tier.key === key);

const earliest = (one: Date | null, other: Date | null) =>
  one && other ? (one < other ? one : other) : (one ?? other);

/** Everything that moved the friend up to now, and last how they stand. */
function turnsUntil(one: Case, before: FriendTier | null, now: Date): Turn[] {
  const { program, version } = one;
  const first = firstTurn(one, before, now);
  const fallen = fallsUntil(one, first.held, now);
  const held = fallen.length > 0 ? (fallen.at(-1)?.held ?? null) : first.held;
  const reached = reachedAt(one, now);
  if (reached && rankOf(program, reached.key) > rankOf(program, held?.key ?? null)) {
    const why = before === null || before.programVersion === version ? null : 'program';
    return [first, ...fallen, { held: enter(one, held, now), at: now, why }];
  }
  const present = held && lookAgain(one, held, now);
  return [first, ...fallen, { held: present, at: now, why: null }, ...fallsUntil(one, present, now)];
}

/** Where the friend comes from: as they were, or out of what no longer holds them. */
function firstTurn(one: Case, before: FriendTier | null, now: Date): Turn {
  if (before?.override?.until && before.override.until <= now)
    return {
      held: enter(one, before, before.override.until),
      at: before.override.until,
      why: 'overrideEnded',
    };
  if (before && !findTier(one.program, before.key)) return { held: enter(one, before, now), at: now, why: 'program' };
  return { held: before, at: now, why: null };
}

/** Every fall that is due, one after the other. */
function fallsUntil(one: Case, held: Held | null, now: Date): Turn[] {
  if (!held?.until || held.until > now) return [];
  const at = held.until;
  const tier = findTier(one.program, held.key);
  // What came within the grace may have been enough.
  const isEnough = tier !== undefined && valueAt(one.counted, at) >= tier.threshold;
  const next = isEnough ? lookAgain(one, held, at) : enter(one, held, at);
  return [{ held: next, at, why: null }, ...fallsUntil(one, next, now)];
}

const reachedAt = ({ program, counted }: Case, at: Date): Tier | undefined => {
  const value = valueAt(counted, at);
  return program.tiers.findLast(({ threshold }) => threshold <= value);
};

/** Into the tier that is reached at an instant; who is in it already stays since when they were. */
function enter(one: Case, before: Held | null, at: Date): Held | null {
  const reached = reachedAt(one, at);
  if (!reached) return null;
  const since = before?.key === reached.key ? before.since : at;
  return { key: reached.key, since, ...endOf(one, firstBelow(one.counted, reached.threshold, at)) };
}

/** When the friend falls, as it looks at an instant; for who is below already the grace goes on. */
function lookAgain(one: Case, { key, since, belowAt: known }: Held, at: Date): Held {
  const threshold = findTier(one.program, key)?.threshold ?? 0;
  const below = firstBelow(one.counted, threshold, at);
  const isBelow = below !== null && below <= at;
  return { key, since, ...endOf(one, isBelow && known && known <= at ? known : below) };
}

const endOf = ({ program, timeZone }: Case, belowAt: Date | null): Pick<Held, 'belowAt' | 'until'> => ({
  belowAt,
  until: belowAt && endOfGrace(belowAt, program.graceDays, timeZone),
});

const STEPS_MAX = 20;

/** This tier and those to come by time alone. */
function stepsFrom(one: Case, held: Held): TierStep[] {
  const steps: TierStep[] = [];
  for (let next: Held | null = held; next && steps.length < STEPS_MAX;) {
    steps.push({ key: next.key, from: next.since, until: next.until });
    next = next.until && enter(one, null, next.until);
  }
  return steps;
}

function movesOf({ program, counted }: Case, before: string | null, turns: Turn[]): TierMove[] {
  let from = before;
  return turns.flatMap(({ held, at, why }) => {
    const to = held?.key ?? null;
    if (to === from) return [];
    const isUp = rankOf(program, to) > rankOf(program, from);
    const move = { from, to, at, value: valueAt(counted, at), why: why ?? (isUp ? 'upgrade' : 'downgrade') };
    from = to;
    return [move];
  });
}
