import { Button, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '../api/client.js';
import type { Friend } from '../friends/types.js';
import { formatInstant } from '../language/format.js';
import { useChannel } from '../session/channel.js';
import { mayDo, useSession } from '../session/session.js';
import { useActorNames } from '../parts/actor-names.js';
import { Consent } from './consent.js';
import { EraseDialog } from './erase-dialog.js';
import classes from './friend.module.css';
import { Loaded } from './loaded.js';
import { friendQuery } from './queries.js';
import { Section } from './section.js';

/** What a friend wants and does not: consent, being left alone, being forgotten. */
export function Care({ friendId }: { friendId: string }) {
  const { t } = useTranslation();
  const query = useQuery(friendQuery(friendId));
  return (
    <Loaded query={query}>
      {(friend) => (
        <>
          <Section title={t('friends.consent.title')}>
            <Consent friend={friend} />
          </Section>
          <Section title={t('friends.blacklist.title')}>
            <Blacklist friend={friend} />
          </Section>
          <Erase friend={friend} />
        </>
      )}
    </Loaded>
  );
}

function Blacklist({ friend: { id, blacklisted } }: { friend: Friend }) {
  const { t } = useTranslation();
  const session = useSession();
  const timeZone = useChannel()?.timeZone ?? 'UTC';
  const nameActor = useActorNames();
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const change = useMutation({
    mutationFn: () =>
      blacklisted
        ? request<Friend>('DELETE', `/friends/${id}/blacklist`)
        : request<Friend>('PUT', `/friends/${id}/blacklist`, { body: { reason: reason.trim() } }),
    onSuccess: (changed) => {
      setReason('');
      client.setQueryData(friendQuery(id).queryKey, changed);
    },
  });
  return (
    <>
      <p className={classes.muted}>{t('friends.blacklist.hint')}</p>
      {blacklisted && (
        <p className={classes.late}>
          {blacklisted.reason}{' '}
          <small>
            {nameActor(blacklisted.by)} · {formatInstant(new Date(blacklisted.at), timeZone)}
          </small>
        </p>
      )}
      {mayDo(session, 'friends:write') && (
        <form
          className={classes.line}
          onSubmit={(event) => {
            event.preventDefault();
            change.mutate();
          }}
        >
          {!blacklisted && (
            <TextInput
              required
              size="xs"
              aria-label={t('friends.blacklist.reason')}
              placeholder={t('friends.blacklist.reason')}
              maxLength={500}
              value={reason}
              onChange={({ currentTarget }) => setReason(currentTarget.value)}
            />
          )}
          <Button
            type="submit"
            size="xs"
            variant="default"
            loading={change.isPending}
            disabled={!blacklisted && reason.trim() === ''}
          >
            {t(blacklisted ? 'friends.blacklist.takeOff' : 'friends.blacklist.add')}
          </Button>
          {change.isError && <span role="alert">{change.error.message}</span>}
        </form>
      )}
    </>
  );
}

function Erase({ friend }: { friend: Friend }) {
  const { t } = useTranslation();
  const session = useSession();
  const [isAsked, setAsked] = useState(false);
  if (!mayDo(session, 'erasures:admin')) return null;
  return (
    <Section title={t('friends.erase.title')}>
      <p className={classes.muted}>{t('friends.erase.hint')}</p>
      <Button color="red" variant="outline" size="xs" onClick={() => setAsked(true)}>
        {t('friends.erase.begin')}
      </Button>
      {isAsked && <EraseDialog friend={friend} onClose={() => setAsked(false)} />}
    </Section>
  );
}
