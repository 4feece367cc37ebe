import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { atLocalTime, localDayOf } from '../../shared/local-day.js';
import { formatCount, formatDay } from '../language/format.js';
import { shownLanguage } from '../language/languages.js';
import { Card, Found } from './card.js';
import classes from './card.module.css';
import type { Month } from './month.js';
import { monthQuery } from './queries.js';

const NOON = '12:00';
const SOON_SHARE = 0.8; // of the limit, from which on the meter warns

/** What the month has used of what may be billed, how long the rest will do, what it costs, and what free replies saved. */
export function MonthCards({ channelId, timeZone }: { channelId: string; timeZone: string }) {
  const { t } = useTranslation();
  const now = new Date();
  const query = useQuery(monthQuery(channelId, localDayOf(now, timeZone)));
  return (
    <>
      <Card title={t('home.month.title')} means={t('home.month.means')}>
        <Found query={query} height={66}>
          {(month) => (
            <>
              <p className={classes.figure}>
                <b>{formatCount(month.used)}</b>{' '}
                {month.limit === null
                  ? t('home.month.noLimit')
                  : t(month.binding === 'budget' ? 'home.month.ofBudget' : 'home.month.ofQuota', {
                      shown: formatCount(month.limit),
                    })}
              </p>
              {month.limit !== null && <Meter used={month.used} limit={month.limit} />}
              <ul className={classes.lines}>
                <li className={month.emptyOn !== null || month.left === 0 ? classes.soon : undefined}>
                  <Outlook month={month} now={now} timeZone={timeZone} />
                </li>
                {month.cost !== null && month.currency !== null && (
                  <li>{t('home.month.cost', { amount: money(month.cost, month.currency) })}</li>
                )}
              </ul>
            </>
          )}
        </Found>
      </Card>
      <Card title={t('home.replies.title')} means={t('home.replies.means')}>
        <Found query={query} height={66}>
          {({ replies, saved, currency }) => (
            <>
              <p className={classes.figure}>
                {saved !== null && currency !== null && saved > 0 ? (
                  <>
                    <b>{money(saved, currency)}</b>{' '}
                    {t('home.replies.messages', { count: replies, shown: formatCount(replies) })}
                  </>
                ) : (
                  <>
                    <b>{formatCount(replies)}</b> {t('home.replies.unit', { count: replies })}
                  </>
                )}
              </p>
              <ul className={classes.lines}>
                <li>{t(savingOf(saved))}</li>
              </ul>
            </>
          )}
        </Found>
      </Card>
    </>
  );
}

const savingOf = (saved: number | null) =>
  saved === null ? 'home.replies.noPlan' : saved > 0 ? 'home.replies.money' : 'home.replies.included';

function Meter({ used, limit }: { used: number; limit: number }) {
  const share = limit === 0 ? 1 : Math.min(1, used / limit);
  return (
    <div className={classes.meter} aria-hidden>
      <i data-soon={share >= SOON_SHARE || undefined} style={{ width: `${share * 100}%` }} />
    </div>
  );
}

function Outlook({ month: { left, emptyOn }, now, timeZone }: { month: Month; now: Date; timeZone: string }) {
  const { t } = useTranslation();
  if (left === null) return t('home.month.free');
  if (left === 0) return t('home.month.empty');
  if (emptyOn === null) return t('home.month.enough', { count: left, shown: formatCount(left) });
  const day = formatDay(atLocalTime(emptyOn, NOON, timeZone), now, timeZone);
  return t('home.month.emptyOn', { day });
}

const money = (amount: number, currency: string): string =>
  new Intl.NumberFormat(shownLanguage(), { style: 'currency', currency, maximumFractionDigits: 0 }).format(amount);
