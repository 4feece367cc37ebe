import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../language/format.js';
import { PageLink } from '../parts/page-link.js';
import { readBoard, type Board } from './board.js';
import { Card, Found } from './card.js';
import { FlowChart } from './flow-chart.js';
import classes from './lifecycle.module.css';
import type { Days } from './period.js';
import { flowsQuery, lifecycleQuery } from './queries.js';
import { colourOf, useStageLabel } from './stage-label.js';

/** The stages with who is in them, and what moved between them in a period. */
export function LifecycleBoard({ channelId, days }: { channelId: string; days: Days }) {
  const { t } = useTranslation();
  const report = useQuery(lifecycleQuery(channelId));
  const flows = useQuery(flowsQuery(channelId, days));
  return (
    <Card
      title={t('home.lifecycle.title')}
      means={t('home.lifecycle.means')}
      aside={
        report.data &&
        t('home.lifecycle.friends', { shown: formatCount(report.data.friends), count: report.data.friends })
      }
      isWide
    >
      <Found query={report} height={380}>
        {(lifecycle) => (
          <Found query={flows} height={380}>
            {(found) => <Shown board={readBoard(lifecycle, found)} />}
          </Found>
        )}
      </Found>
    </Card>
  );
}

function Shown({ board }: { board: Board }) {
  const { t } = useTranslation();
  const nameOf = useStageLabel();
  const labelOf = (name: string) => nameOf(name, board.stages.find(({ stage }) => stage === name)?.label);
  return (
    <>
      <ol className={classes.heads}>
        {board.stages.map(({ stage, friends, cameIn, medianDays }) => (
          <li key={stage} data-stage={colourOf(stage)}>
            <PageLink href={`/friends?stage=${encodeURIComponent(stage)}`}>
              <span>{labelOf(stage)}</span>
              <b>{formatCount(friends)}</b>
            </PageLink>
            <small>{t('home.lifecycle.cameIn', { count: cameIn, shown: formatCount(cameIn) })}</small>
            {medianDays !== null && (
              <small>
                {t('home.lifecycle.stay', {
                  count: Math.round(medianDays),
                  shown: formatCount(Math.round(medianDays)),
                })}
              </small>
            )}
          </li>
        ))}
      </ol>
      {board.onward.length === 0 ? (
        <p className={classes.none}>{t('home.lifecycle.none')}</p>
      ) : (
        <FlowChart board={board} labelOf={labelOf} />
      )}
      <ul className={classes.words}>
        {board.statuses.map(({ name, friends }) => (
          <li key={name}>
            <PageLink href={`/friends?status=${name}`}>
              {t(`home.status.${name}`)} <b>{formatCount(friends)}</b>
            </PageLink>
          </li>
        ))}
        {board.back.map(({ from, to, count }) => (
          <li key={`${from}/${to}`}>
            {t('home.lifecycle.back', { from: labelOf(from), to: labelOf(to) })} <b>{formatCount(count)}</b>
          </li>
        ))}
      </ul>
    </>
  );
}
