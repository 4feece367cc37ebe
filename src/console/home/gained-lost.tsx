import { VisuallyHidden } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { atLocalTime } from '../../shared/local-day.js';
import { formatCount } from '../language/format.js';
import { shownLanguage } from '../language/languages.js';
import { useWidth } from '../parts/width.js';
import { layOutBars } from './bars.js';
import { Card, Found } from './card.js';
import cardClasses from './card.module.css';
import classes from './gained-lost.module.css';
import type { Days } from './period.js';
import { flowsQuery } from './queries.js';
import type { Flows } from './types.js';

const HEIGHT = 120;
const HEAD = 16;
const FOOT = 34;
const LABEL_EVERY = 7;
const NOON = '12:00';

/** Friends who came and who blocked the account, day by day. */
export function GainedLost({ channelId, timeZone, days }: { channelId: string; timeZone: string; days: Days }) {
  const { t } = useTranslation();
  const query = useQuery(flowsQuery(channelId, days));
  return (
    <Card title={t('home.gained.title')} means={t('home.gained.means')} isWide>
      <Found query={query} height={210}>
        {(flows) => <Shown days={flows.days} timeZone={timeZone} />}
      </Found>
    </Card>
  );
}

function Shown({ days, timeZone }: { days: Flows['days']; timeZone: string }) {
  const { t } = useTranslation();
  const [watch, width] = useWidth();
  const sum = (figure: 'gained' | 'returned' | 'lost') => days.reduce((all, day) => all + day[figure], 0);
  const [gained, returned, lost] = [sum('gained'), sum('returned'), sum('lost')];
  const { zero, bars } = layOutBars(
    days.map((day) => ({ day: day.day, up: day.gained + day.returned, down: day.lost })),
    width,
    HEIGHT,
  );
  const dayName = (day: string) =>
    new Intl.DateTimeFormat(shownLanguage(), { month: 'numeric', day: 'numeric', timeZone }).format(
      atLocalTime(day, NOON, timeZone),
    );
  return (
    <>
      <p className={cardClasses.figure}>
        <b>{formatSigned(gained + returned - lost)}</b>{' '}
        {t('home.gained.sums', {
          gained: formatCount(gained),
          returned: formatCount(returned),
          lost: formatCount(lost),
        })}
      </p>
      <div ref={watch} className={classes.chart}>
        {width > 0 && (
          <svg width={width} height={HEAD + HEIGHT + FOOT} aria-hidden data-chart="gained">
            <g transform={`translate(0 ${HEAD})`}>
              {bars.map((bar, index) => (
                <g key={bar.day}>
                  <title>{`${dayName(bar.day)}: +${formatCount(bar.up)} −${formatCount(bar.down)}`}</title>
                  <rect
                    x={bar.x}
                    y={zero - bar.upHeight}
                    width={bar.width}
                    height={bar.upHeight}
                    className={classes.up}
                  />
                  <rect x={bar.x} y={zero} width={bar.width} height={bar.downHeight} className={classes.down} />
                  {bar.isHighest && (
                    <text x={within(bar.x + bar.width / 2, width)} y={zero - bar.upHeight - 4}>
                      +{formatCount(bar.up)}
                    </text>
                  )}
                  {bar.isLowest && (
                    <text x={within(bar.x + bar.width / 2, width)} y={zero + bar.downHeight + 12}>
                      −{formatCount(bar.down)}
                    </text>
                  )}
                  {(bars.length - 1 - index) % LABEL_EVERY === 0 && (
                    <text x={within(bar.x + bar.width / 2, width)} y={HEIGHT + FOOT - 6} className={classes.day}>
                      {dayName(bar.day)}
                    </text>
                  )}
                </g>
              ))}
              <line x1={0} x2={width} y1={zero} y2={zero} className={classes.zero} />
            </g>
          </svg>
        )}
        <VisuallyHidden>
          <table>
            <caption>{t('home.gained.title')}</caption>
            <thead>
              <tr>
                <th scope="col">{t('home.gained.day')}</th>
                <th scope="col">{t('home.gained.new')}</th>
                <th scope="col">{t('home.gained.returned')}</th>
                <th scope="col">{t('home.gained.lost')}</th>
              </tr>
            </thead>
            <tbody>
              {days.map((day) => (
                <tr key={day.day}>
                  <th scope="row">{dayName(day.day)}</th>
                  <td>{day.gained}</td>
                  <td>{day.returned}</td>
                  <td>{day.lost}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </VisuallyHidden>
      </div>
    </>
  );
}

const LABEL_HALF = 18;

/** Where the middle of a label may be, so that none of it is cut off. */
const within = (x: number, width: number): number => Math.min(width - LABEL_HALF, Math.max(LABEL_HALF, x));

const formatSigned = (count: number): string =>
  new Intl.NumberFormat(shownLanguage(), { signDisplay: 'exceptZero' }).format(count);
