import { TARGETS, type Target } from '../../hours/core/service-policy.js';
import { assertNever } from '../../shared/assert-never.js';
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

/** Figures of rows that come one after the other. */
export interface Tally {
  /** `conversation` is the number that stands for the conversation of the row. */
  add(row: Row, conversation: number): void;
  figures(): Figures;
}

/** Begins to add rows up. */
export function beginTally(): Tally {
  const conversations = beginDistinct();
  const counts = { opened: 0, reopened: 0, resolved: 0, handedOver: 0 };
  const [first, next, resolution] = [beginTimes(), beginTimes(), beginTimes()];
  const promises = beginPromises();
  const satisfaction = beginSatisfaction();
  return {
    add(row, conversation) {
      conversations.add(conversation);
      const { kind } = row;
      switch (kind) {
        case 'opened':
        case 'reopened':
        case 'handedOver':
          counts[kind] += 1;
          break;
        case 'firstResponse':
          first.add(row);
          promises.add(row);
          break;
        case 'nextResponse':
          next.add(row);
          promises.add(row);
          break;
        case 'resolved':
          counts.resolved += 1;
          resolution.add(row);
          promises.add(row);
          break;
        case 'breached':
          promises.add(row);
          break;
        case 'asked':
          satisfaction.add(row);
          break;
        case 'assigned':
        case 'moved':
        case 'undone':
        case 'merged':
        case 'notSent':
          break;
        default:
          assertNever(kind);
      }
    },
    figures: () => ({
      conversations: conversations.count(),
      ...counts,
      answers: first.count() + next.count(),
      reopenShare: shareOf(counts.reopened, counts.resolved),
      firstResponse: first.times(),
      nextResponse: next.times(),
      resolution: resolution.times(),
      serviceLevel: promises.kept(),
      csat: satisfaction.figures(),
    }),
  };
}

const FIRST_WORDS = 64;

/** Counts numbers from 0 on, each once; a bit for each, where a set of a hundred agents' hundred thousand takes a quarter of a second. */
function beginDistinct() {
  let words = new Uint32Array(FIRST_WORDS);
  let count = 0;
  return {
    add(number: number) {
      const place = number >>> 5;
      const bit = 1 << (number & 31);
      if (place >= words.length) {
        const more = new Uint32Array(2 * place);
        more.set(words);
        words = more;
      }
      const word = words[place] ?? 0;
      if ((word & bit) !== 0) return;
      words[place] = word | bit;
      count += 1;
    },
    count: () => count,
  };
}

const shareOf = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

function beginTimes() {
  let count = 0;
  const clock: number[] = [];
  const business: number[] = [];
  return {
    add({ clockMs, businessMs }: Row) {
      count += 1;
      if (clockMs !== null) clock.push(clockMs);
      if (businessMs !== null) business.push(businessMs);
    },
    count: () => count,
    times: (): Times => ({
      count,
      clock: spreadOf(clock),
      business: { count: business.length, ...spreadOf(business) },
    }),
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

function beginPromises() {
  const ended = Object.fromEntries(TARGETS.map((target) => [target, { kept: 0, breached: 0 }])) as Record<
    Target,
    { kept: number; breached: number }
  >;
  return {
    add(row: Row) {
      const { promise } = row;
      if (!promise) return;
      if (isKept(row)) ended[promise.target].kept += 1;
      if (row.kind === 'breached') ended[promise.target].breached += 1;
    },
    kept: () =>
      Object.fromEntries(
        TARGETS.map((target): [Target, Promises] => {
          const { kept, breached } = ended[target];
          return [target, { kept, breached, keptShare: shareOf(kept, kept + breached) }];
        }),
      ) as Record<Target, Promises>,
  };
}

function beginSatisfaction() {
  let [asked, answered, sum] = [0, 0, 0];
  const counts: Partial<Record<number, number>> = {};
  return {
    add({ score }: Row) {
      asked += 1;
      if (score === null) return;
      answered += 1;
      sum += score;
      counts[score] = (counts[score] ?? 0) + 1;
    },
    figures: (): Figures['csat'] => ({
      asked,
      answered,
      responseRate: shareOf(answered, asked),
      average: shareOf(sum, answered),
      satisfied: csatOf(counts),
    }),
  };
}
