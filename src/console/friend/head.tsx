import { Button } from '@mantine/core';
import { IconArrowLeft, IconLock, IconMessageCircle } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { request } from '../api/client.js';
import type { Friend } from '../friends/types.js';
import { conversationQuery } from '../inbox/queries.js';
import type { Conversation } from '../inbox/types.js';
import { formatDay, formatInstant } from '../language/format.js';
import { Face } from '../parts/face.js';
import { StageChip } from '../parts/stage.js';
import { useChannel } from '../session/channel.js';
import { mayDo, useSession } from '../session/session.js';
import classes from './friend.module.css';

/** Who a friend is, in one look, and the way to talk with them. */
export function Head({ friend }: { friend: Friend }) {
  const { t } = useTranslation();
  const timeZone = useChannel()?.timeZone ?? 'UTC';
  const { displayName, pictureUrl, stage, activityStatus, standing, language, followedAt } = friend;
  const day = (at: string) => formatDay(new Date(at), new Date(), timeZone);
  const lock = stage?.lock ?? null;
  return (
    <header className={classes.head}>
      <Link to="/friends" className={classes.back} aria-label={t('friends.back')}>
        <IconArrowLeft size={18} aria-hidden />
      </Link>
      <Face name={displayName} url={pictureUrl} size={48} />
      <div className={classes.who}>
        <h1>{displayName ?? t('inbox.noName')}</h1>
        <p>
          {stage && <StageChip name={stage.name} />}
          {lock && (
            <span title={lock.reason}>
              <IconLock size={13} aria-hidden />{' '}
              {lock.until === null
                ? t('friends.lockedForGood')
                : t('friends.lockedUntil', { time: formatInstant(new Date(lock.until), timeZone) })}
            </span>
          )}
          {activityStatus && <span>{t(`friends.status.${activityStatus.name}`)}</span>}
          <span data-late={standing === 'blocked' || undefined}>{t(`friends.standing.${standing}`)}</span>
          {friend.blacklisted && <span data-late>{t('friends.blacklisted')}</span>}
          {language !== null && <span>{language}</span>}
          {followedAt !== null && <span>{t('inbox.panel.since', { day: day(followedAt) })}</span>}
        </p>
      </div>
      <Talk friend={friend} />
    </header>
  );
}

function Talk({ friend: { id, conversation, mergedInto } }: { friend: Friend }) {
  const { t } = useTranslation();
  const session = useSession();
  const navigate = useNavigate();
  const client = useQueryClient();
  const open = (conversationId: string) => navigate({ to: '/inbox/{-$conversationId}', params: { conversationId } });
  const begin = useMutation({
    mutationFn: () => request<Conversation>('POST', `/friends/${id}/conversation`),
    onSuccess: async (begun) => {
      client.setQueryData(conversationQuery(begun.id).queryKey, begun);
      await open(begun.id);
    },
  });
  if (mergedInto !== null)
    return (
      <Link to="/friends/$friendId" params={{ friendId: mergedInto }}>
        {t('friends.merged')}
      </Link>
    );
  const isOpen = conversation !== null && conversation.state !== 'resolved';
  if (!mayDo(session, isOpen ? 'inbox:read' : 'inbox:write')) return null;
  return (
    <div className={classes.talk}>
      <Button
        leftSection={<IconMessageCircle size={16} aria-hidden />}
        loading={begin.isPending}
        onClick={() => (isOpen ? void open(conversation.id) : begin.mutate())}
      >
        {t(isOpen ? 'friends.openConversation' : 'friends.beginConversation')}
      </Button>
      {begin.isError && <p role="alert">{begin.error.message}</p>}
    </div>
  );
}
