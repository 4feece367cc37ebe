import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount, formatDuration } from '../language/format.js';
import { shownLanguage } from '../language/languages.js';
import { Definition } from '../parts/definition.js';
import { mayDo, useSession } from '../session/session.js';
import { Card, Found } from './card.js';
import cardClasses from './card.module.css';
import type { Days } from './period.js';
import { feedbackQuery, inboxReportQuery, satisfactionQuery } from './queries.js';
import classes from './satisfaction.module.css';
import type { Satisfaction } from './types.js';

const SECOND_MS = 1_000;

/** How satisfied friends say they are, how soon they are answered, and what they are unhappy with. */
export function SatisfactionCard({ channelId, days }: { channelId: string; days: Days }) {
  const { t } = useTranslation();
  const session = useSession();
  return (
    <Card title={t('home.satisfaction.title')} means={t('home.satisfaction.means')} isWide>
      <dl className={classes.figures}>
        {mayDo(session, 'surveys:read') && <Scores channelId={channelId} days={days} />}
        {mayDo(session, 'reports:read') && <FirstResponse channelId={channelId} days={days} />}
      </dl>
      {mayDo(session, 'feedback:read') && <OpenFeedback channelId={channelId} />}
    </Card>
  );
}

function Scores({ channelId, days }: { channelId: string; days: Days }) {
  const { t } = useTranslation();
  const query = useQuery(satisfactionQuery(channelId, days));
  return (
    <>
      <Figure name="CSAT" means={t('home.satisfaction.csatMeans')}>
        <Found query={query} height={56}>
          {({ csat }) => (
            <>
              <b>{csat.satisfied ? percent(csat.satisfied.share) : '–'}</b>
              <Rate {...csat} />
            </>
          )}
        </Found>
      </Figure>
      <Figure name="NPS" means={t('home.satisfaction.npsMeans')}>
        <Found query={query} height={56}>
          {({ nps }) => (
            <>
              <b>{nps.nps === null ? '–' : signed(Math.round(nps.nps))}</b>
              <Rate {...nps} />
            </>
          )}
        </Found>
      </Figure>
    </>
  );
}

function Rate({ asked, answered }: Pick<Satisfaction['csat'], 'asked' | 'answered'>) {
  const { t } = useTranslation();
  if (asked === 0) return <small>{t('home.satisfaction.nobodyAsked')}</small>;
  return (
    <small>
      {t('home.satisfaction.rate', {
        percent: percent(answered / asked),
        answered: formatCount(answered),
        asked: formatCount(asked),
      })}
    </small>
  );
}

function FirstResponse({ channelId, days }: { channelId: string; days: Days }) {
  const { t } = useTranslation();
  const query = useQuery(inboxReportQuery(channelId, days));
  return (
    <Figure name={t('home.satisfaction.first')} means={t('home.satisfaction.firstMeans')}>
      <Found query={query} height={56}>
        {({ total: { firstResponse }, pending }) => (
          <>
            <b>
              {firstResponse.clock.medianMs === null ? '–' : formatDuration(firstResponse.clock.medianMs / SECOND_MS)}
            </b>
            <small>
              {pending.length > 0
                ? t('home.satisfaction.pending', { count: pending.length, shown: formatCount(pending.length) })
                : t('home.satisfaction.answers', {
                    count: firstResponse.count,
                    shown: formatCount(firstResponse.count),
                  })}
            </small>
          </>
        )}
      </Found>
    </Figure>
  );
}

function OpenFeedback({ channelId }: { channelId: string }) {
  const { t } = useTranslation();
  const query = useQuery(feedbackQuery(channelId));
  return (
    <Found query={query} height={22}>
      {({ open, overdue }) => (
        <p className={cardClasses.figure}>
          {open === 0
            ? t('home.satisfaction.noFeedback')
            : t('home.satisfaction.feedback', { count: open, shown: formatCount(open) })}
          {overdue > 0 && (
            <>
              {' · '}
              <span className={cardClasses.late}>
                {t('home.satisfaction.overdue', { count: overdue, shown: formatCount(overdue) })}
              </span>
            </>
          )}
        </p>
      )}
    </Found>
  );
}

function Figure({ name, means, children }: { name: string; means: string; children: ReactNode }) {
  return (
    <div>
      <dt>
        {name} <Definition text={means} />
      </dt>
      <dd>{children}</dd>
    </div>
  );
}

const percent = (share: number): string =>
  new Intl.NumberFormat(shownLanguage(), { style: 'percent', maximumFractionDigits: 0 }).format(share);

const signed = (figure: number): string =>
  new Intl.NumberFormat(shownLanguage(), { signDisplay: 'exceptZero' }).format(figure);
