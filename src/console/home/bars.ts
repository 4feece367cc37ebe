/** One day: what came, drawn above the line, and what went, drawn beneath it. */
export interface Day {
  day: string;
  up: number;
  down: number;
}

export interface Bar extends Day {
  x: number;
  width: number;
  upHeight: number;
  downHeight: number;
  /** Whether it is the highest above, or the lowest beneath, and says how many it stands for. */
  isHighest: boolean;
  isLowest: boolean;
}

const GAP_SHARE = 0.28;

/** Bars of both directions in one scale that begins at the line; `zero` is how far from the top the line is. */
export function layOutBars(days: Day[], width: number, height: number): { zero: number; bars: Bar[] } {
  const [most, fewest] = [peakOf(days, 'up'), peakOf(days, 'down')];
  const scale = height / Math.max(1, most + fewest);
  const step = width / Math.max(1, days.length);
  const highest = days.findIndex(({ up }) => up === most && most > 0);
  const lowest = days.findIndex(({ down }) => down === fewest && fewest > 0);
  return {
    zero: most * scale,
    bars: days.map((day, index) => ({
      ...day,
      x: index * step + (step * GAP_SHARE) / 2,
      width: step * (1 - GAP_SHARE),
      upHeight: day.up * scale,
      downHeight: day.down * scale,
      isHighest: index === highest,
      isLowest: index === lowest,
    })),
  };
}

const peakOf = (days: Day[], side: 'up' | 'down') => Math.max(0, ...days.map((day) => day[side]));
