import { VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../language/format.js';
import { useWidth } from '../parts/width.js';
import { QUIET, type Board, type Quiet } from './board.js';
import classes from './lifecycle.module.css';
import { layOut, NODE_WIDTH } from './sankey.js';
import { colourOf } from './stage-label.js';

const COLUMN_MIN = 170;
const HEIGHT = 210;
const LABEL_ROOM = 116;
const HEAD = 18; // above the nodes, for their names where the columns are not under their headings

/** What moved on from each stage, as bands whose width is how many; the same as a table for who cannot see it. */
export function FlowChart({ board, labelOf }: { board: Board; labelOf(name: string): string }) {
  const { t } = useTranslation();
  const [watch, shown] = useWidth();
  const width = Math.max(shown, board.stages.length * COLUMN_MIN);
  const stages = board.stages.map(({ stage }) => stage);
  const ends = QUIET.filter((name) => board.onward.some(({ to }) => to === name));
  const nameOf = (name: string) => (isQuiet(name) ? t(`home.status.${name}`) : labelOf(name));
  const { nodes, bands } = layOut({ stages, ends, flows: board.onward, width, height: HEIGHT, labelRoom: LABEL_ROOM });
  return (
    <div ref={watch} className={classes.chart}>
      {shown > 0 && (
        <svg width={width} height={HEIGHT + HEAD + 4} aria-hidden data-chart="flows">
          <g transform={`translate(0 ${HEAD})`}>
            {bands.map(({ from, to, path }) => (
              <path
                key={`${from}/${to}`}
                d={path}
                className={classes.band}
                data-stage={isQuiet(to) ? 'other' : colourOf(from)}
              />
            ))}
            {nodes.map(({ name, x, y, height }) => (
              <g key={name} data-stage={isQuiet(name) ? 'other' : colourOf(name)}>
                <rect x={x} y={y} width={NODE_WIDTH} height={height} rx={3} className={classes.node} />
                {isQuiet(name) ? (
                  <text x={x + NODE_WIDTH + 8} y={y + height / 2} dominantBaseline="central">
                    {nameOf(name)}
                  </text>
                ) : (
                  <text x={x} y={-7} className={classes.nodeName}>
                    {nameOf(name)}
                  </text>
                )}
              </g>
            ))}
            {bands.map(({ from, to, count, label }) => (
              <text
                key={`${from}/${to}`}
                x={label.x}
                y={label.y}
                textAnchor="middle"
                dominantBaseline="central"
                className={classes.count}
              >
                {formatCount(count)} → {nameOf(to)}
              </text>
            ))}
          </g>
        </svg>
      )}
      <VisuallyHidden>
        <table>
          <caption>{t('home.lifecycle.table')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('home.lifecycle.from')}</th>
              <th scope="col">{t('home.lifecycle.to')}</th>
              <th scope="col">{t('home.lifecycle.count')}</th>
            </tr>
          </thead>
          <tbody>
            {bands.map(({ from, to, count }) => (
              <tr key={`${from}/${to}`}>
                <td>{nameOf(from)}</td>
                <td>{nameOf(to)}</td>
                <td>{formatCount(count)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </VisuallyHidden>
    </div>
  );
}

const isQuiet = (name: string): name is Quiet => QUIET.some((one) => one === name);
