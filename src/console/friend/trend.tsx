import classes from './friend.module.css';
import { useWidth } from './width.js';

const USUAL_WIDTH = 640;
const MARGIN = 40; // at the right, for the numbers
const HEIGHT = 90;

/** A score out of 100 day by day; days of which nothing is known leave a gap. */
export function Trend({ points, label }: { points: { on: string; score: number | null }[]; label: string }) {
  const [figure, whole] = useWidth<HTMLElement>(USUAL_WIDTH);
  const width = whole - MARGIN;
  if (points.filter(({ score }) => score !== null).length < 2) return null;
  const step = width / Math.max(1, points.length - 1);
  const path = points
    .map(({ score }, index) => {
      if (score === null) return '';
      const isFirst = index === 0 || points[index - 1]?.score === null;
      return `${isFirst ? 'M' : 'L'}${(index * step).toFixed(1)} ${(HEIGHT - (score / 100) * HEIGHT).toFixed(1)}`;
    })
    .join('');
  return (
    <figure ref={figure} className={classes.chart}>
      <figcaption>{label}</figcaption>
      <svg viewBox={`-2 -4 ${whole} ${HEIGHT + 22}`} role="img" aria-label={label}>
        <line x1={0} x2={width} y1={HEIGHT} y2={HEIGHT} data-axis />
        <line x1={0} x2={width} y1={0} y2={0} data-level />
        <text x={width + 6} y={4}>
          100
        </text>
        <text x={width + 6} y={HEIGHT + 4}>
          0
        </text>
        <text x={0} y={HEIGHT + 15}>
          {points[0]?.on}
        </text>
        <text x={width} y={HEIGHT + 15} textAnchor="end">
          {points.at(-1)?.on}
        </text>
        <path d={path} />
      </svg>
    </figure>
  );
}
