import { VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../language/format.js';
import { useWidth } from '../parts/width.js';
import { ENDS, type Board, type End } from './board.js';
import classes from './lifecycle.module.css';
import { layOut, NODE_WIDTH } from './sankey.js';
import { colourOf } from './stage-label.js';

const COLUMN_MIN = 170;
const HEIGHT = 210;
const LABEL_ROOM = 116;
const LINE = 15;
const HEAD = 18; // above the nodes, for their names where the columns are not under their headings

/** What moved on from each stage, as bands whose width is how many; the same as a table for who cannot see it. */
export function FlowChart({ board, labelOf }: { board: Board; labelOf(name: string): string }) {
  const { t } = useTranslation();
  const [watch, shown] = useWidth();
  const table = t('home.lifecycle.table');
  const width = Math.max(shown, board.stages.length * COLUMN_MIN);
  const stages = board.stages.map(({ stage }) => stage);
  const ends = Object.keys(ENDS).filter((name) => board.onward.some(({ to }) => to === name));
  const nameOf = (name: string) => (isEnd(name) ? t(`home.status.${name}`) : labelOf(name));
  const stepsOf = (end: End) => board.quiet.filter(({ name }) => ENDS[end].some((one) => one === name));
  const { nodes, bands } = layOut({ stages, ends, flows: board.onward, width, height: HEIGHT, labelRoom: LABEL_ROOM });
  return (
    <div
      ref={watch}
      className={classes.chart}
      {...(shown < width ? { tabIndex: 0, role: 'group', 'aria-label': table } : {})}
    >
      {shown > 0 && (
        <svg width={width} height={HEIGHT + HEAD + 4} aria-hidden data-chart="flows">
          <g transform={`translate(0 ${HEAD})`}>
            {bands.map(({ from, to, path }) => (
              <path
                key={`${from}/${to}`}
                d={path}
                className={classes.band}
                data-stage={isEnd(to) ? 'other' : colourOf(from)}
              />
            ))}
            {nodes.map(({ name, x, y, height }) => (
              <g key={name} data-stage={isEnd(name) ? 'other' : colourOf(name)}>
                <rect x={x} y={y} width={NODE_WIDTH} height={height} rx={3} className={classes.node} />
                {isEnd(name) ? (
                  stepsOf(name).map(({ name: step, friends }, index, all) => (
                    <text
                      key={step}
                      x={x + NODE_WIDTH + 8}
                      y={y + height / 2 + (index - (all.length - 1) / 2) * LINE}
                      dominantBaseline="central"
                    >
                      {t(`home.status.${step}`)} {formatCount(friends)}
                    </text>
                  ))
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
          <caption>{table}</caption>
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

const isEnd = (name: string): name is End => Object.hasOwn(ENDS, name);
