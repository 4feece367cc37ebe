import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { request } from '../api/client.js';
import { formatCount, formatCountdown } from '../language/format.js';
import { useNow } from '../parts/now.js';
import { mayDo, useSession } from '../session/session.js';
import classes from './composer.module.css';
import type { Conversation } from './types.js';

const SECOND_MS = 1_000;

/** Whether the next answer is free, for how long still, and what it costs then. */
export function CostHint({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation();
  const session = useSession();
  const now = useNow(SECOND_MS);
  const { channelId, freeUntil, freeAnswers } = conversation;
  const { data: allowance } = useQuery({
    queryKey: ['allowance', channelId],
    queryFn: ({ signal }) => request<{ left: number | null }>('GET', '/allowance', { query: { channelId }, signal }),
    enabled: mayDo(session, 'sending:read'),
    retry: false,
  });
  const left = freeUntil === null ? 0 : (Date.parse(freeUntil) - now.getTime()) / SECOND_MS;
  const month =
    allowance?.left === null || allowance === undefined
      ? null
      : t('inbox.composer.leftOfMonth', { count: allowance.left, shown: formatCount(allowance.left) });
  if (left > 0)
    return (
      <span className={classes.hint}>
        <b data-free>{t('inbox.composer.free', { time: formatCountdown(left), count: freeAnswers })}</b>{' '}
        <span>{t('inbox.composer.thenCosts')}</span> {month}
      </span>
    );
  return (
    <span className={classes.hint}>
      <b data-cost>{t('inbox.composer.costs')}</b> {month}
    </span>
  );
}
