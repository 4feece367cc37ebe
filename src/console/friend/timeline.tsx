import { Button, Skeleton } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { groupBy } from '../../shared/group-by.js';
import { formatDay, formatTime } from '../language/format.js';
import { useActorNames } from '../parts/actor-names.js';
import { Empty } from '../parts/empty.js';
import { useReading } from '../parts/reading.js';
import { useSegmentNames } from '../parts/segments.js';
import { useTagNames } from '../parts/tags.js';
import { useChannel } from '../session/channel.js';
import classes from './friend.module.css';
import { timelineQuery } from './queries.js';
import { useReasons } from './reasons.js';
import { useSenders } from './senders.js';
import { readEntry } from './timeline-words.js';
import type { TimelineEntry } from './types.js';

/** Everything that happened with a friend, newest first, day by day, each with its why. */
export function Timeline({ friendId }: { friendId: string }) {
  const { t } = useTranslation();
  const timeZone = useChannel()?.timeZone ?? 'UTC';
  const query = useInfiniteQuery(timelineQuery(friendId));
  if (query.isPending) return <Skeleton h={420} />;
  if (!query.data) return <Empty title={t('problem.title')} hint={query.error?.message ?? ''} />;
  const entries = query.data.pages.flatMap((page) => page.entries);
  if (entries.length === 0) return <Empty title={t('friends.nothingHappened')} />;
  const now = new Date();
  const days = groupBy(entries, ({ at }) => formatDay(new Date(at), now, timeZone));
  return (
    <section className={classes.card} aria-label={t('friends.part.timeline')}>
      {Array.from(days, ([day, ofDay]) => (
        <div key={day}>
          <h3 className={classes.day}>{day}</h3>
          <ol className={classes.timeline}>
            {ofDay.map((entry) => (
              <Entry key={entry.id} entry={entry} time={formatTime(new Date(entry.at), timeZone)} />
            ))}
          </ol>
        </div>
      ))}
      {query.hasNextPage && (
        <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t('friends.earlier')}
        </Button>
      )}
    </section>
  );
}

function Entry({ entry, time }: { entry: TimelineEntry; time: string }) {
  const { t } = useTranslation();
  const names = { tags: useTagNames(), segments: useSegmentNames() };
  const read = useReading();
  const nameActor = useActorNames();
  const sayReason = useReasons();
  const saySender = useSenders();
  const told = readEntry(entry, names);
  const values = {
    ...told.values,
    sender: told.sender === null ? '' : saySender(told.sender.kind, told.sender.id),
    ...(told.kind === 'tag.changed'
      ? { op: [t(`friends.tags.op.${told.values['op'] as 'apply'}`), told.values['level']].join(' ').trim() }
      : {}),
    ...(told.kind === 'activityStatus.changed' ? { to: t(`friends.status.${told.values['to'] as 'active'}`) } : {}),
  };
  return (
    <li data-source={entry.source}>
      <time dateTime={entry.at}>{time}</time>
      <div>
        <b>{told.kind === null ? entry.kind : t(`friends.kind.${told.kind}`, values)}</b>
        {told.reason !== null && <span>: {sayReason(told.reason)}</span>}
        {entry.isWithheld && <p className={classes.muted}>{t('inbox.line.withheld')}</p>}
        {told.said !== null && <p className={classes.said}>{told.said}</p>}
        {told.because.length > 0 && (
          <p className={classes.because}>
            {t('friends.because')} {told.because.map(read).join(t('friends.and'))}
          </p>
        )}
        {told.by !== null && <p className={classes.muted}>{nameActor(told.by)}</p>}
      </div>
    </li>
  );
}
