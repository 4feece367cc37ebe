import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { formatInstant } from '../language/format.js';
import { Empty } from '../parts/empty.js';
import { useChannel } from '../session/channel.js';
import { Counts } from './counts.js';
import classes from './friend.module.css';
import { erasureQuery } from './queries.js';

/** What is left of a friend who was erased: the proof, with how much went. */
export function ErasureFollowed({ friendId }: { friendId: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const timeZone = useChannel()?.timeZone ?? 'UTC';
  const { data: erasure, isPending } = useQuery(erasureQuery(friendId));
  if (isPending) return null;
  const toList = (
    <Button variant="default" onClick={() => void navigate({ to: '/friends' })}>
      {t('friends.back')}
    </Button>
  );
  if (!erasure) return <Empty title={t('friends.gone')}>{toList}</Empty>;
  return (
    <section className={classes.erased} role="status">
      <h1>{t(`friends.erase.${erasure.state}`)}</h1>
      <p className={classes.muted}>
        {erasure.doneAt !== null && formatInstant(new Date(erasure.doneAt), timeZone)} {erasure.reason}
      </p>
      <Counts counts={erasure.counts} />
      {toList}
    </section>
  );
}
