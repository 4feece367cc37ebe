import { IconAlertTriangle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { formatCount, formatDuration } from '../language/format.js';
import { useNow } from '../parts/now.js';
import { Card, Found } from './card.js';
import classes from './card.module.css';
import { waitingQuery } from './queries.js';
import type { Waiting } from './types.js';

const SECOND_MS = 1_000;

/** Who waits for an answer, for how long, and to whom a promise was broken. */
export function WaitingCard({ channelId }: { channelId: string }) {
  const { t } = useTranslation();
  const query = useQuery(waitingQuery(channelId));
  const now = useNow(15 * SECOND_MS);
  return (
    <Card title={t('home.waiting.title')} means={t('home.waiting.means')}>
      <Found query={query} height={66}>
        {({ waiting, breached, longest }) => (
          <>
            <p className={classes.figure}>
              <Link to="/inbox/{-$conversationId}" params={{}} search={{ list: 'open' }}>
                <b>{written(waiting)}</b> {t('home.waiting.conversations', { count: waiting.count })}
              </Link>
            </p>
            <ul className={classes.lines}>
              {breached.count > 0 && (
                <li className={classes.late}>
                  <IconAlertTriangle size={13} aria-hidden />{' '}
                  {t('home.waiting.breached', { count: breached.count, shown: written(breached) })}
                </li>
              )}
              {longest ? (
                <li>
                  <Link
                    to="/inbox/{-$conversationId}"
                    params={{ conversationId: longest.conversationId }}
                    search={{ list: 'open' }}
                  >
                    {t('home.waiting.longest', {
                      time: formatDuration((now.getTime() - Date.parse(longest.since)) / SECOND_MS),
                    })}
                  </Link>
                </li>
              ) : (
                <li>{t('home.waiting.nobody')}</li>
              )}
            </ul>
          </>
        )}
      </Found>
    </Card>
  );
}

const written = ({ count, isCut }: Waiting['waiting']) => `${formatCount(count)}${isCut ? '+' : ''}`;
