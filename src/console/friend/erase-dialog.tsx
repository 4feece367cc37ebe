import { Button, Modal, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '../api/client.js';
import type { Friend } from '../friends/types.js';
import { erasureQuery, friendQuery, heldQuery } from './queries.js';
import classes from './friend.module.css';
import { Counts } from './counts.js';
import { Loaded } from './loaded.js';
import type { Erasure } from './types.js';

/** The last question before a friend is erased: says what goes, and wants their name typed. */
export function EraseDialog({ friend, onClose }: { friend: Friend; onClose(): void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [typed, setTyped] = useState('');
  const [reason, setReason] = useState('');
  const held = useQuery({ ...heldQuery(friend.id), staleTime: 0 });
  const name = friend.displayName ?? friend.id;
  const erase = useMutation({
    mutationFn: () => request<Erasure>('POST', `/friends/${friend.id}/erase`, { body: { reason: reason.trim() } }),
    onSuccess: async (erasure) => {
      client.setQueryData(erasureQuery(friend.id).queryKey, erasure);
      await client.invalidateQueries({ queryKey: ['friends'] });
      await client.resetQueries({ queryKey: friendQuery(friend.id).queryKey, exact: true });
    },
  });
  const isSure = typed.trim() === name.trim() && reason.trim() !== '';
  return (
    <Modal opened onClose={onClose} title={t('friends.erase.title')} centered>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (isSure) erase.mutate();
        }}
      >
        <p className={classes.fact}>{t('friends.erase.goes')}</p>
        <Loaded query={held} height={90}>
          {({ counts }) => <Counts counts={counts} />}
        </Loaded>
        <p className={classes.late}>{t('friends.erase.forGood')}</p>
        <TextInput
          required
          label={t('friends.erase.reason')}
          maxLength={500}
          value={reason}
          onChange={({ currentTarget }) => setReason(currentTarget.value)}
        />
        <TextInput
          required
          label={t('friends.erase.type', { name })}
          autoComplete="off"
          value={typed}
          onChange={({ currentTarget }) => setTyped(currentTarget.value)}
        />
        {erase.isError && (
          <p className={classes.late} role="alert">
            {erase.error.message}
          </p>
        )}
        <Button type="submit" color="red" disabled={!isSure} loading={erase.isPending}>
          {t('friends.erase.do')}
        </Button>
      </form>
    </Modal>
  );
}
