import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { SegmentRule } from '../../segments/core/rule.js';
import { request } from '../api/client.js';
import classes from './friend.module.css';
import { useReading } from './reading.js';
import { StageChip } from './stage.js';

interface Looked {
  truth: boolean | 'unknown';
  because: { condition: SegmentRule; truth: boolean | 'unknown' }[];
}

interface StageWhy {
  stages: { stage: string; enter: Looked | null }[];
}

/** Why a friend is in their stage, and what is missing for the next one, in plain words. */
export function Why({ friendId, stage }: { friendId: string; stage: string }) {
  const { t } = useTranslation();
  const say = useReading();
  const { data } = useQuery({
    queryKey: ['friend', friendId, 'why'],
    queryFn: ({ signal }) => request<StageWhy>('GET', `/friends/${friendId}/stage/why`, { signal }),
  });
  if (!data) return null;
  const at = data.stages.findIndex((one) => one.stage === stage);
  const held = data.stages[at]?.enter?.because.filter(({ truth }) => truth === true) ?? [];
  const next = data.stages[at + 1];
  const missing = next?.enter?.because.filter(({ truth }) => truth !== true) ?? [];
  return (
    <div className={classes.why}>
      {held.length > 0 && (
        <>
          <b>{t('inbox.panel.why')}</b>
          <ul>
            {held.map(({ condition }) => (
              <li key={JSON.stringify(condition)}>{say(condition)}</li>
            ))}
          </ul>
        </>
      )}
      {next && missing.length > 0 && (
        <>
          <b>
            {t('inbox.panel.missing')} <StageChip name={next.stage} />
          </b>
          <ul>
            {missing.map(({ condition }) => (
              <li key={JSON.stringify(condition)}>{say(condition)}</li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
