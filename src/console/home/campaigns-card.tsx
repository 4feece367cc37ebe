import { IconAlertTriangle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../language/format.js';
import { Card, Found } from './card.js';
import classes from './card.module.css';
import { campaignsQuery } from './queries.js';
import { useReason } from './reasons.js';

const NAMED_MAX = 3;

/** Campaigns that go out or wait for somebody, and those that stopped with why. */
export function CampaignsCard({ channelId }: { channelId: string }) {
  const { t } = useTranslation();
  const reason = useReason();
  const query = useQuery(campaignsQuery(channelId));
  return (
    <Card title={t('home.campaigns.title')} means={t('home.campaigns.means')}>
      <Found query={query} height={66}>
        {({ sending, review, scheduled, stopped, stoppedOnes }) => (
          <>
            <p className={classes.figure}>
              <b>{formatCount(sending)}</b> {t('home.campaigns.sending')} ·{' '}
              {t('home.campaigns.scheduled', { count: scheduled, shown: formatCount(scheduled) })}
            </p>
            <ul className={classes.lines}>
              {review > 0 && (
                <li className={classes.soon}>
                  {t('home.campaigns.review', { count: review, shown: formatCount(review) })}
                </li>
              )}
              {stoppedOnes.slice(0, NAMED_MAX).map(({ id, name, state, stateReason }) => (
                <li key={id}>
                  <span className={classes.late}>
                    <IconAlertTriangle size={13} aria-hidden />{' '}
                    {t(state === 'failed' ? 'home.campaigns.failed' : 'home.campaigns.paused', { name })}
                  </span>
                  {stateReason !== null && ` · ${reason(stateReason)}`}
                </li>
              ))}
              {stopped > NAMED_MAX && (
                <li>
                  {t('home.campaigns.more', { count: stopped - NAMED_MAX, shown: formatCount(stopped - NAMED_MAX) })}
                </li>
              )}
              {review === 0 && stopped === 0 && <li>{t('home.campaigns.fine')}</li>}
            </ul>
          </>
        )}
      </Found>
    </Card>
  );
}
