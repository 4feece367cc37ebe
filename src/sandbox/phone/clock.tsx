import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { control } from './control.js';
import { clockQuery } from './queries.js';
import { formatClock, formatDay } from './time.js';
import style from './watch.module.css';

const STEPS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** LINE's clock, which can be moved on to see what ends by time alone. */
export function Clock() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { data: now } = useQuery(clockQuery);
  const moving = useMutation({
    mutationFn: (milliseconds: number) => control.advanceClock(milliseconds),
    onSuccess: () => queries.invalidateQueries(),
  });
  return (
    <footer className={style['clock']} title={t('watch.clockHint')}>
      <span>
        {t('watch.clock')} {now !== undefined && <time>{`${formatDay(now)} ${formatClock(now)}`}</time>}
      </span>
      {(['minute', 'hour', 'day'] as const).map((step) => (
        <button key={step} type="button" disabled={moving.isPending} onClick={() => moving.mutate(STEPS[step])}>
          {t(`watch.${step}`)}
        </button>
      ))}
      <small>{t('watch.clockHint')}</small>
    </footer>
  );
}
