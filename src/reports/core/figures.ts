import { TARGETS, type Target } from '../../hours/core/service-policy.js';
import { csatOf, type Share } from '../../surveys/core/figures.js';
import type { Row } from './row.js';

/** Milliseconds that half of them took at most, and nine in ten; null without any. */
export interface Spread {
  medianMs: number | null;
  p90Ms: number | null;
}

/** How long something took: by the clock, and within the open time where there is a calendar. */
export interface Times {
  count: number;
  clock: Spread;
  business: Spread & { count: number };
}

/** Promises of a service level that came to their end. */
export interface Promises {
  kept: number;
  breached: number;
  /** Kept among both; null without any. */
  keptShare: number | null;
}

export interface Figures {
  conversations: number;
  opened: number;
  reopened: number;
  resolved: number;
  handedOver: number;
  answers: number;
  /** Reopened for each that was resolved; null when none was. */
  reopenShare: number | null;
  firstResponse: Times;
  nextResponse: Times;
  resolution: Times;
  serviceLevel: Record<Target, Promises>;
  csat: {
    asked: number;
    answered: number;
    responseRate: number | null;
    average: number | null;
    satisfied: Share | null;
  };
}

/** Adds rows up. */
export function figuresOf(rows: readonly Row[]): Figures {
  const of = (kind: Row['kind']) => rows.filter((row) => row.kind === kind);
  const [opened, reopened, resolved, handedOver] = (['opened', 'reopened', 'resolved', 'handedOver'] as const).map(
    (kind) => of(kind).length,
  ) as [number, number, number, number];
  const [first, next] = [of('firstResponse'), of('nextResponse')];
  return {
    conversations: new Set(rows.map(({ conversationId }) => conversationId)).size,
    opened,
    reopened,
    resolved,
    handedOver,
    answers: first.length + next.length,
    reopenShare: shareOf(reopened, resolved),
    firstResponse: timesOf(first),
    nextResponse: timesOf(next),
    resolution: timesOf(of('resolved')),
    serviceLevel: promisesIn(rows),
    csat: satisfactionIn(of('asked')),
  };
}

const shareOf = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

function timesOf(rows: readonly Row[]): Times {
  const business = rows.flatMap(({ businessMs }) => businessMs ?? []);
  return {
    count: rows.length,
    clock: spreadOf(rows.flatMap(({ clockMs }) => clockMs ?? [])),
    business: { count: business.length, ...spreadOf(business) },
  };
}

/**
 * The median, of an even number the mean of the two in the middle; and the smallest that nine in ten do not exceed (nearest
 * rank).
 */
export function spreadOf(values: readonly number[]): Spread {
  if (values.length === 0) return { medianMs: null, p90Ms: null };
  const sorted = Float64Array.from(values).sort();
  const at = (place: number) => sorted[place] ?? 0;
  const middle = Math.floor(sorted.length / 2);
  const medianMs = sorted.length % 2 === 1 ? at(middle) : (at(middle - 1) + at(middle)) / 2;
  return { medianMs, p90Ms: at(Math.ceil(sorted.length * 0.9) - 1) };
}

/** One that was broken counts when it was broken, one that was kept when it ended. */
export const isKept = ({ kind, promise }: Row): boolean => kind !== 'breached' && promise?.isKept === true;

function promisesIn(rows: readonly Row[]): Record<Target, Promises> {
  const promised = (target: Target): Promises => {
    const those = rows.filter(({ promise }) => promise?.target === target);
    const kept = those.filter(isKept).length;
    const breached = those.filter(({ kind }) => kind === 'breached').length;
    return { kept, breached, keptShare: shareOf(kept, kept + breached) };
  };
  return Object.fromEntries(TARGETS.map((target) => [target, promised(target)])) as Record<Target, Promises>;
}

function satisfactionIn(asked: readonly Row[]): Figures['csat'] {
  const scores = asked.flatMap(({ score }) => score ?? []);
  const counts: Partial<Record<number, number>> = {};
  for (const score of scores) counts[score] = (counts[score] ?? 0) + 1;
  return {
    asked: asked.length,
    answered: scores.length,
    responseRate: shareOf(scores.length, asked.length),
    average: shareOf(
      scores.reduce((sum, score) => sum + score, 0),
      scores.length,
    ),
    satisfied: csatOf(counts),
  };
}
