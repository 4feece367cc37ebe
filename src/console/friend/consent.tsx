import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PROMOTION } from '../../friends/core/consent.js';
import { request } from '../api/client.js';
import type { Friend } from '../friends/types.js';
import { formatInstant } from '../language/format.js';
import { useChannel } from '../session/channel.js';
import { mayDo, useSession } from '../session/session.js';
import classes from './friend.module.css';
import { friendQuery } from './queries.js';

type Said = 'granted' | 'denied' | 'unknown';
const SAID: Said[] = ['granted', 'denied', 'unknown'];

/** What a friend said to each purpose, and where; staff can note another answer. */
export function Consent({ friend }: { friend: Friend }) {
  const purposes = [...new Set([PROMOTION, ...Object.keys(friend.consent)])];
  return (
    <ul className={classes.consents}>
      {purposes.map((purpose) => (
        <li key={purpose}>
          <OnePurpose friend={friend} purpose={purpose} />
        </li>
      ))}
    </ul>
  );
}

function OnePurpose({ friend, purpose }: { friend: Friend; purpose: string }) {
  const { t } = useTranslation();
  const session = useSession();
  const timeZone = useChannel()?.timeZone ?? 'UTC';
  const client = useQueryClient();
  const known = friend.consent[purpose];
  const now: Said = known?.state ?? 'unknown';
  const [wanted, setWanted] = useState<Said>(now);
  const [source, setSource] = useState('');
  const path = `/friends/${friend.id}/consent/${purpose}`;
  const change = useMutation({
    mutationFn: () =>
      wanted === 'unknown'
        ? request<Friend>('DELETE', path)
        : request<Friend>('PUT', path, { body: { state: wanted, source: source.trim() } }),
    onSuccess: (changed) => {
      setSource('');
      client.setQueryData(friendQuery(friend.id).queryKey, changed);
    },
  });
  const name = purpose === PROMOTION ? t('friends.consent.promotion') : purpose;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        change.mutate();
      }}
    >
      <p className={classes.fact}>
        <b>{name}</b>: {t(`friends.consent.${now}`)}{' '}
        {known && (
          <small>
            {known.source} · {formatInstant(new Date(known.at), timeZone)}
          </small>
        )}
      </p>
      {mayDo(session, 'friends:write') && (
        <div className={classes.line}>
          <SegmentedControl
            size="xs"
            aria-label={name}
            value={wanted}
            data={SAID.map((value) => ({ value, label: t(`friends.consent.${value}`) }))}
            onChange={(value) => setWanted(SAID.find((one) => one === value) ?? now)}
          />
          {wanted !== now && wanted !== 'unknown' && (
            <TextInput
              required
              size="xs"
              aria-label={t('friends.consent.source')}
              placeholder={t('friends.consent.source')}
              maxLength={100}
              value={source}
              onChange={({ currentTarget }) => setSource(currentTarget.value)}
            />
          )}
          {wanted !== now && (
            <Button
              type="submit"
              size="xs"
              loading={change.isPending}
              disabled={wanted !== 'unknown' && source.trim() === ''}
            >
              {t('friends.save')}
            </Button>
          )}
          {change.isError && <span role="alert">{change.error.message}</span>}
        </div>
      )}
    </form>
  );
}
