import type { Gain } from '../../friends/core/friend-tag.js';

const DAY_MS = 24 * 3600 * 1000;
/** Rows kept of a window: beyond, neighbours are joined, and what is joined leaves the window with the older one. */
const WINDOW_ROWS_MAX = 200;
/** Rows kept where only the rise is tracked. */
const RISE_ROWS_MAX = 30;

/** What is still within a window at `now`. */
export function withinWindow(gains: readonly Gain[], days: number, now: Date): Gain[] {
  const cutoff = now.getTime() - days * DAY_MS;
  const kept = gains.filter(({ at }) => at.getTime() > cutoff);
  return linked(kept);
}

/** The gains of a window after a change by `amount`: an addition is a new row, a reduction is taken from the oldest rows. */
export function changeWindow(gains: readonly Gain[], at: Date, amount: number): Gain[] {
  if (amount >= 0) return amount === 0 ? [...gains] : thinned(added(gains, at, amount), WINDOW_ROWS_MAX, gapAlone);
  const total = gains.at(-1)?.sum ?? 0;
  const left = Math.max(0, total + amount);
  const firstBeyond = gains.findIndex(({ sum }) => sum >= left);
  if (left === 0 || firstBeyond === -1) return left === 0 ? [] : [...gains];
  return linked(gains.slice(0, firstBeyond + 1).map((gain) => ({ ...gain, sum: Math.min(gain.sum, left) })));
}

/** The gains of a tag that tracks its rise after a change by `amount`, up or down. */
export function changeRise(gains: readonly Gain[], at: Date, amount: number): Gain[] {
  if (amount === 0) return [...gains];
  return thinned(added(gains, at, amount), RISE_ROWS_MAX, gapForItsAge);
}

/** The same gains as if all had come later. */
export function delayed(gains: readonly Gain[], ms: number): Gain[] {
  const later = (at: Date) => new Date(at.getTime() + ms);
  return gains.map((gain) => ({ ...gain, at: later(gain.at), olderAt: gain.olderAt && later(gain.olderAt) }));
}

function added(gains: readonly Gain[], at: Date, amount: number): Gain[] {
  return [
    { at, sum: amount, olderAt: gains[0]?.at ?? null },
    ...gains.map((gain) => ({ ...gain, sum: amount + gain.sum })),
  ];
}

type Gap = (newer: Date, older: Date, newest: Date) => number;
const gapAlone: Gap = (newer, older) => newer.getTime() - older.getTime();
/** Old rows may lie further apart than new ones: what is asked of the last day must be finer than of the last year. */
const gapForItsAge: Gap = (newer, older, newest) =>
  (newer.getTime() - older.getTime()) / (newest.getTime() - older.getTime() || 1);

/** Joins the two neighbours that lie closest together, as long as there are too many; the joined row has the older time. */
function thinned(gains: Gain[], max: number, gapOf: Gap): Gain[] {
  let kept = gains;
  while (kept.length > max) {
    const newest = kept[0]?.at ?? new Date(0);
    let closest = { index: kept.length - 2, gap: Number.POSITIVE_INFINITY };
    for (let index = kept.length - 2; index >= 0; index -= 1) {
      const [newer, older] = [kept[index], kept[index + 1]];
      const gap = newer && older ? gapOf(newer.at, older.at, newest) : Number.POSITIVE_INFINITY;
      if (gap < closest.gap) closest = { index, gap };
    }
    kept = kept.toSpliced(closest.index, 1);
  }
  return kept === gains ? gains : linked(kept);
}

const linked = (gains: readonly Gain[]): Gain[] =>
  gains.map((gain, index) => ({ ...gain, olderAt: gains[index + 1]?.at ?? null }));
