import { Button, Textarea } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { PresentedNote } from '../../friends/schemas.js';
import { request } from '../api/client.js';
import type { Wire } from '../api/wire.js';
import { formatWhen } from '../language/format.js';
import { useChannel } from '../session/channel.js';
import { mayDo, useSession } from '../session/session.js';
import { useActorNames } from './actor-names.js';
import classes from './friend.module.css';

type Note = Wire<z.infer<typeof PresentedNote>>;

/** What staff wrote about a friend. */
export function Notes({ friendId }: { friendId: string }) {
  const { t } = useTranslation();
  const session = useSession();
  const nameActor = useActorNames();
  const timeZone = useChannel()?.timeZone ?? 'UTC';
  const client = useQueryClient();
  const key = ['friend', friendId, 'notes'];
  const [text, setText] = useState('');
  const { data = [], isSuccess } = useQuery({
    queryKey: key,
    queryFn: async ({ signal }) =>
      (await request<{ notes: Note[] }>('GET', `/friends/${friendId}/notes`, { signal })).notes,
  });
  const write = useMutation({
    mutationFn: () => request<Note>('POST', `/friends/${friendId}/notes`, { body: { text } }),
    onSuccess: () => {
      setText('');
      return client.invalidateQueries({ queryKey: key });
    },
  });
  return (
    <>
      {isSuccess && data.length === 0 && <p className={classes.muted}>{t('inbox.panel.noNotes')}</p>}
      {data
        .filter(({ deletedAt }) => deletedAt === null)
        .map(({ id, text: said, by, at }) => (
          <p key={id} className={classes.note}>
            {said}
            <br />
            <small>
              {nameActor(by)} · {formatWhen(new Date(at), new Date(), timeZone)}
            </small>
          </p>
        ))}
      {mayDo(session, 'friends:write') && (
        <>
          <Textarea
            autosize
            aria-label={t('inbox.panel.newNote')}
            placeholder={t('inbox.panel.newNote')}
            value={text}
            onChange={({ currentTarget }) => setText(currentTarget.value)}
          />
          {text.trim() !== '' && (
            <Button size="compact-xs" mt={6} loading={write.isPending} onClick={() => write.mutate()}>
              {t('inbox.composer.write')}
            </Button>
          )}
        </>
      )}
    </>
  );
}
