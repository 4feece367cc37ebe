import type { LedgerEntry } from './types.js';

/** A place of the curve: milliseconds since 1970, and the intensity. */
export interface Point {
  at: number;
  value: number;
}

const BETWEEN = 12; // places between two entries, so that a curve that fades is drawn as one

/**
 * The intensity of a tag over time, from the entries of its ledger, newest first: up or down at once where something was
 * recorded, and fading in between, by halves where the tag fades so and evenly where it does not. Entries that changed nothing
 * are left out.
 */
export function curveOf(
  entries: readonly Pick<LedgerEntry, 'at' | 'before' | 'after' | 'suppressed'>[],
  now: Point,
  fadesByHalves: boolean,
): Point[] {
  const points: Point[] = [];
  const goTo = (to: Point) => {
    const from = points.at(-1);
    if (from && fadesByHalves && from.value > 0 && to.value > 0)
      for (let step = 1; step < BETWEEN; step += 1) {
        const share = step / BETWEEN;
        points.push({
          at: from.at + (to.at - from.at) * share,
          value: from.value * (to.value / from.value) ** share,
        });
      }
    points.push(to);
  };
  for (const { at, before, after, suppressed } of entries.toReversed()) {
    if (suppressed !== null || after === null) continue;
    const time = Date.parse(at);
    goTo({ at: time, value: before ?? 0 });
    points.push({ at: time, value: after });
  }
  if (points.length > 0) goTo(now);
  return points;
}

export interface Frame {
  width: number;
  height: number;
}

/** Where values and times stand within a frame: nothing is at the bottom, the newest at the right. */
export function scaleOf(points: readonly Point[], lines: readonly number[], { width, height }: Frame) {
  const times = points.map(({ at }) => at);
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const top = Math.max(1, ...points.map(({ value }) => value), ...lines) * 1.08; // a little air above the highest
  const x = (at: number) => (last === first ? width : ((at - first) / (last - first)) * width);
  const y = (value: number) => height - (value / top) * height;
  return { x, y, first, last };
}

/** The curve as the path of an SVG. */
export const pathOf = (
  points: readonly Point[],
  { x, y }: { x(at: number): number; y(value: number): number },
): string =>
  points.map(({ at, value }, index) => `${index === 0 ? 'M' : 'L'}${x(at).toFixed(1)} ${y(value).toFixed(1)}`).join('');
