import classes from './friend.module.css';

const WIDTH = 560;
const HEIGHT = 90;

/** A score out of 100 day by day; days of which nothing is known leave a gap. */
export function Trend({ points, label }: { points: { on: string; score: number | null }[]; label: string }) {
  if (points.filter(({ score }) => score !== null).length < 2) return null;
  const step = WIDTH / Math.max(1, points.length - 1);
  const path = points
    .map(({ score }, index) => {
      if (score === null) return '';
      const isFirst = index === 0 || points[index - 1]?.score === null;
      return `${isFirst ? 'M' : 'L'}${(index * step).toFixed(1)} ${(HEIGHT - (score / 100) * HEIGHT).toFixed(1)}`;
    })
    .join('');
  return (
    <figure className={classes.chart}>
      <figcaption>{label}</figcaption>
      <svg viewBox={`-2 -4 ${WIDTH + 34} ${HEIGHT + 22}`} role="img" aria-label={label}>
        <line x1={0} x2={WIDTH} y1={HEIGHT} y2={HEIGHT} data-axis />
        <line x1={0} x2={WIDTH} y1={0} y2={0} data-level />
        <text x={WIDTH + 6} y={4}>
          100
        </text>
        <text x={WIDTH + 6} y={HEIGHT + 4}>
          0
        </text>
        <text x={0} y={HEIGHT + 15}>
          {points[0]?.on}
        </text>
        <text x={WIDTH} y={HEIGHT + 15} textAnchor="end">
          {points.at(-1)?.on}
        </text>
        <path d={path} />
      </svg>
    </figure>
  );
}
