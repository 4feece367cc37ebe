import { Button, Modal, NativeSelect, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '../api/client.js';
import { formatCount } from '../language/format.js';
import { useTags } from '../parts/tags.js';
import { mayDo, useSession } from '../session/session.js';
import { hasTag, ruleOf, type Filter } from './filter.js';
import classes from './friends.module.css';
import { countQuery } from './queries.js';
import type { Selection } from './selection.js';
import type { Friend, Operation } from './types.js';

const REASON_MAX = 200;

/** Tags many friends, or takes a tag from them: says first how many, and what that changes. */
export function BulkDialog({
  op,
  channelId,
  filter,
  friends,
  chosen,
  selection,
  onClose,
  onStarted,
}: {
  op: 'apply' | 'remove';
  channelId: string;
  filter: Filter;
  friends: Friend[];
  chosen: number | undefined;
  selection: Selection;
  onClose(): void;
  onStarted(operationId: string): void;
}) {
  const { t } = useTranslation();
  const tags = useTags();
  const [tagId, setTagId] = useState('');
  const [reason, setReason] = useState('');
  const holders = useHolders({ channelId, filter, friends, selection, tagId });
  const start = useMutation({
    mutationFn: () => {
      const [path, whom] =
        selection.kind === 'all'
          ? [`/tags/${tagId}/bulk/rule`, { rule: ruleOf(filter) }]
          : [`/tags/${tagId}/bulk`, { friendIds: [...selection.ids] }];
      return request<Operation>('POST', path, { body: { channelId, op, reason: reason.trim(), ...whom } });
    },
    onSuccess: ({ id }) => onStarted(id),
  });
  const name = tags.find((tag) => tag.tagId === tagId)?.name ?? tagId;
  const known = chosen !== undefined && holders !== undefined;
  return (
    <Modal opened onClose={onClose} title={t(`friends.bulk.${op}`)} centered>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          start.mutate();
        }}
      >
        <NativeSelect
          data-autofocus
          required
          label={t('friends.bulk.tag')}
          value={tagId}
          data={[
            { value: '', label: t('friends.bulk.chooseTag') },
            ...tags.map((tag) => ({ value: tag.tagId, label: tag.name })),
          ]}
          onChange={({ currentTarget }) => setTagId(currentTarget.value)}
        />
        <TextInput
          required
          label={t('friends.bulk.reason')}
          description={t('friends.bulk.reasonHint')}
          maxLength={REASON_MAX}
          value={reason}
          onChange={({ currentTarget }) => setReason(currentTarget.value)}
        />
        {tagId !== '' && known && (
          <p className={classes.effect} role="status">
            {t(`friends.bulk.effect.${op}`, {
              name,
              chosen: formatCount(chosen),
              holders: formatCount(holders),
              fresh: formatCount(chosen - holders),
            })}{' '}
            {t('friends.bulk.undoable')}
          </p>
        )}
        {start.isError && (
          <p className={classes.late} role="alert">
            {start.error.message}
          </p>
        )}
        <Button
          type="submit"
          disabled={tagId === '' || reason.trim() === ''}
          loading={start.isPending}
          {...(op === 'remove' ? { color: 'red' } : {})}
        >
          {chosen === undefined
            ? t(`friends.bulk.${op}`)
            : t(`friends.bulk.do.${op}`, { count: chosen, shown: formatCount(chosen) })}
        </Button>
      </form>
    </Modal>
  );
}

/** How many of those who are chosen have the tag now; undefined until that is known. */
function useHolders({
  channelId,
  filter,
  friends,
  selection,
  tagId,
}: {
  channelId: string;
  filter: Filter;
  friends: Friend[];
  selection: Selection;
  tagId: string;
}): number | undefined {
  const session = useSession();
  const isAll = selection.kind === 'all';
  const { data } = useQuery({
    ...countQuery(channelId, { all: [ruleOf(filter), { tag: tagId }] }),
    enabled: isAll && tagId !== '' && mayDo(session, 'segments:read'),
  });
  if (isAll) return data;
  return friends.filter((friend) => selection.ids.has(friend.id) && hasTag(friend, tagId)).length;
}
