import { Button, CloseButton } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '../api/client.js';
import { formatCount, formatInstant } from '../language/format.js';
import { useChannel } from '../session/channel.js';
import classes from './friends.module.css';
import { isOngoing, operationQuery } from './queries.js';
import type { Operation } from './types.js';

/** How far a bulk action is, what it could not do, and the way to take it back. */
export function OperationProgress({ id, channelId, onClose }: { id: string; channelId: string; onClose(): void }) {
  const { t } = useTranslation();
  const timeZone = useChannel()?.timeZone ?? 'UTC';
  const client = useQueryClient();
  const { data: operation, error } = useQuery(operationQuery(id));
  const act = useMutation({
    mutationFn: (way: 'cancel' | 'undo') => request<Operation>('POST', `/operations/${id}/${way}`),
    onSuccess: (changed) => client.setQueryData(operationQuery(id).queryKey, changed),
  });
  const state = operation?.state;
  useEffect(() => {
    if (state && !isOngoing({ state })) void client.invalidateQueries({ queryKey: ['friends', channelId] });
  }, [state, client, channelId]);
  const problem = error ?? act.error;
  const undoUntil = operation?.canUndoUntil ?? null;
  const mayUndo = operation !== undefined && !isOngoing(operation) && undoUntil !== null && state !== 'undone';
  return (
    <div className={classes.operation} role="status" data-state={state}>
      {operation && (
        <>
          <b>{t(`friends.operation.${operation.state}`)}</b>
          <progress
            aria-label={t('friends.operation.progress')}
            {...(isOngoing(operation)
              ? operation.total === null
                ? {}
                : { value: operation.done + operation.failed, max: Math.max(1, operation.total) }
              : { value: 1, max: 1 })}
          />
          <span>
            {state === 'undone' || state === 'undoing'
              ? t('friends.operation.backCount', { shown: formatCount(operation.undone), count: operation.undone })
              : t('friends.operation.doneCount', { shown: formatCount(operation.done), count: operation.done })}
          </span>
          {operation.reason !== null && <span className={classes.late}>{operation.reason}</span>}
          {operation.failed > 0 && operation.errors.url !== null && (
            <a className={classes.late} href={operation.errors.url} download>
              {t('friends.operation.notDone', { shown: formatCount(operation.failed) })}
            </a>
          )}
          {(operation.state === 'queued' || operation.state === 'running') && (
            <Button variant="default" size="compact-xs" loading={act.isPending} onClick={() => act.mutate('cancel')}>
              {t('friends.operation.cancel')}
            </Button>
          )}
          {mayUndo && (
            <Button
              variant="default"
              size="compact-xs"
              loading={act.isPending}
              title={t('friends.operation.undoUntil', { time: formatInstant(new Date(undoUntil), timeZone) })}
              onClick={() => act.mutate('undo')}
            >
              {t('inbox.undo')}
            </Button>
          )}
        </>
      )}
      {problem && (
        <span className={classes.late} role="alert">
          {problem.message}
        </span>
      )}
      <CloseButton size="sm" aria-label={t('friends.operation.close')} onClick={onClose} />
    </div>
  );
}
