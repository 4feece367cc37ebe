import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '../api/client.js';
import { formatDuration } from '../language/format.js';
import { useTags } from '../parts/tags.js';
import { mayDo, useSession } from '../session/session.js';
import classes from './friend.module.css';
import { Loaded } from './loaded.js';
import { friendTagsQuery } from './queries.js';
import { Section } from './section.js';
import { TagChart } from './tag-chart.js';
import type { FriendTag } from './types.js';

/** The tags of a friend with how strong they are and were; to give another, or to take one away. */
export function Tags({ friendId }: { friendId: string }) {
  const { t } = useTranslation();
  const session = useSession();
  const query = useQuery(friendTagsQuery(friendId));
  return (
    <>
      {mayDo(session, 'friends:write') && <Apply friendId={friendId} />}
      <Loaded query={query} height={300}>
        {({ tags }) =>
          tags.length === 0 ? (
            <Section title={t('inbox.panel.tags')}>
              <p className={classes.muted}>{t('inbox.panel.noTags')}</p>
            </Section>
          ) : (
            tags
              .toSorted((a, b) => Number(b.isActive) - Number(a.isActive) || b.intensity - a.intensity)
              .map((state) => <OneTag key={state.tagId} friendId={friendId} state={state} />)
          )
        }
      </Loaded>
    </>
  );
}

function OneTag({ friendId, state }: { friendId: string; state: FriendTag }) {
  const { t } = useTranslation();
  const session = useSession();
  const tag = useTags().find(({ tagId }) => tagId === state.tagId);
  const [isTaking, setTaking] = useState(false);
  const { name, isActive, intensity, level, expiresInSeconds, isPaused } = state;
  return (
    <Section title={name}>
      <p className={classes.fact}>
        {isActive ? (
          <>
            <b>{intensity.toFixed(1)}</b>
            {level !== null && ` · ${level}`}
            {expiresInSeconds !== null && ` · ${t('inbox.panel.left', { time: formatDuration(expiresInSeconds) })}`}
            {isPaused && ` · ${t('friends.tags.paused')}`}
          </>
        ) : (
          t('friends.tags.ended')
        )}{' '}
        <small>{t('friends.tags.count', { count: state.count })}</small>{' '}
        {isActive && mayDo(session, 'friends:write') && !isTaking && (
          <Button variant="default" size="compact-xs" onClick={() => setTaking(true)}>
            {t('friends.tags.take')}
          </Button>
        )}
      </p>
      {isTaking && <Take friendId={friendId} tagId={state.tagId} onDone={() => setTaking(false)} />}
      <TagChart friendId={friendId} tag={tag} state={state} />
    </Section>
  );
}

/** Changes a tag of the friend, and shows everything about them anew. */
function useChange(friendId: string, onDone: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ tagId, ...body }: { tagId: string; op: 'apply' | 'remove'; reason?: string }) =>
      request('POST', `/friends/${friendId}/tags/${tagId}`, { body }),
    onSuccess: () => {
      onDone();
      return client.invalidateQueries({ queryKey: ['friend', friendId] });
    },
  });
}

function Take({ friendId, tagId, onDone }: { friendId: string; tagId: string; onDone(): void }) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const change = useChange(friendId, onDone);
  return (
    <form
      className={classes.line}
      onSubmit={(event) => {
        event.preventDefault();
        change.mutate({ tagId, op: 'remove', reason: reason.trim() });
      }}
    >
      <TextInput
        required
        size="xs"
        aria-label={t('friends.bulk.reason')}
        placeholder={t('friends.bulk.reason')}
        maxLength={200}
        value={reason}
        error={change.error?.message}
        onChange={({ currentTarget }) => setReason(currentTarget.value)}
      />
      <Button type="submit" size="xs" color="red" loading={change.isPending} disabled={reason.trim() === ''}>
        {t('friends.tags.take')}
      </Button>
    </form>
  );
}

function Apply({ friendId }: { friendId: string }) {
  const { t } = useTranslation();
  const tags = useTags();
  const [tagId, setTagId] = useState('');
  const change = useChange(friendId, () => setTagId(''));
  return (
    <form
      className={classes.line}
      onSubmit={(event) => {
        event.preventDefault();
        change.mutate({ tagId, op: 'apply' });
      }}
    >
      <NativeSelect
        size="xs"
        aria-label={t('friends.bulk.tag')}
        value={tagId}
        error={change.error?.message}
        data={[
          { value: '', label: t('friends.bulk.chooseTag') },
          ...tags.map((tag) => ({ value: tag.tagId, label: tag.name })),
        ]}
        onChange={({ currentTarget }) => setTagId(currentTarget.value)}
      />
      <Button type="submit" size="xs" loading={change.isPending} disabled={tagId === ''}>
        {t('friends.tags.give')}
      </Button>
    </form>
  );
}
