import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { formatDay, formatInstant } from '../language/format.js';
import type { Tag } from '../parts/tags.js';
import { useChannel } from '../session/channel.js';
import { curveOf, pathOf, scaleOf, type Frame } from './chart.js';
import classes from './friend.module.css';
import { Loaded } from './loaded.js';
import { useWidth } from './width.js';
import { ledgerQuery } from './queries.js';
import type { FriendTag, LedgerEntry } from './types.js';

const USUAL_WIDTH = 640;
const HEIGHT = 150;
const MARGIN = 74; // at the right, for what the levels are called
const LINES_SHOWN = 8;

/** How strong a tag was over time, and what made it so. */
export function TagChart({ friendId, tag, state }: { friendId: string; tag: Tag | undefined; state: FriendTag }) {
  const query = useQuery(ledgerQuery(friendId, state.tagId));
  return (
    <Loaded query={query} height={HEIGHT + 40}>
      {({ entries }) => (
        <>
          <Curve entries={entries} tag={tag} state={state} />
          <Ledger entries={entries.slice(0, LINES_SHOWN)} />
        </>
      )}
    </Loaded>
  );
}

function Curve({ entries, tag, state }: { entries: LedgerEntry[]; tag: Tag | undefined; state: FriendTag }) {
  const { t } = useTranslation();
  const timeZone = useChannel()?.timeZone ?? 'UTC';
  const [figure, width] = useWidth<HTMLElement>(USUAL_WIDTH);
  const frame: Frame = { width: width - MARGIN, height: HEIGHT };
  const now = new Date();
  const { levels = [], decay } = tag?.intensity ?? {};
  const points = curveOf(
    entries,
    { at: now.getTime(), value: state.isActive ? state.intensity : 0 },
    decay?.kind === 'halfLife',
  );
  if (points.length < 2) return null;
  const scale = scaleOf(
    points,
    levels.map(({ min }) => min),
    frame,
  );
  const day = (at: number) => formatDay(new Date(at), now, timeZone);
  return (
    <figure ref={figure} className={classes.chart}>
      <figcaption>{t('friends.tags.chart')}</figcaption>
      <svg
        viewBox={`-4 -10 ${width} ${HEIGHT + 30}`}
        role="img"
        aria-label={t('friends.tags.chartOf', { name: state.name, value: state.intensity.toFixed(1) })}
      >
        {levels.map(({ key, min }) => (
          <g key={key}>
            <line x1={0} x2={frame.width} y1={scale.y(min)} y2={scale.y(min)} data-level />
            <text x={frame.width + 6} y={scale.y(min) + 4}>
              {key} ≥ {min}
            </text>
          </g>
        ))}
        <line x1={0} x2={frame.width} y1={scale.y(0)} y2={scale.y(0)} data-axis />
        <text x={frame.width + 6} y={scale.y(0) + 4}>
          0
        </text>
        <text x={0} y={frame.height + 16}>
          {day(scale.first)}
        </text>
        <text x={frame.width} y={frame.height + 16} textAnchor="end">
          {day(scale.last)}
        </text>
        <path d={pathOf(points, scale)} />
      </svg>
    </figure>
  );
}

function Ledger({ entries }: { entries: LedgerEntry[] }) {
  const { t } = useTranslation();
  const timeZone = useChannel()?.timeZone ?? 'UTC';
  return (
    <ul className={classes.ledger}>
      {entries.map(({ id, at, op, weight, before, after, levels, reason, source, suppressed }) => (
        <li key={id}>
          <time dateTime={at}>{formatInstant(new Date(at), timeZone)}</time>{' '}
          <b>
            {t(`friends.tags.op.${op}`)}
            {weight !== 0 && ` ${weight}`}
          </b>
          {after !== null && suppressed === null && ` ${(before ?? 0).toFixed(1)} → ${after.toFixed(1)}`}{' '}
          <small>
            {levels && `${levels.from ?? '—'} → ${levels.to ?? '—'} `}
            {reason ?? source.name}
            {suppressed !== null && ` · ${t(`friends.tags.suppressed.${suppressed}`)}`}
          </small>
        </li>
      ))}
    </ul>
  );
}
