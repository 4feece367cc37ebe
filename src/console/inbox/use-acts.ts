import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { createElement, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { EditInput } from '../../inbox/schemas.js';
import { ApiError, request } from '../api/client.js';
import { useSession } from '../session/session.js';
import { nameOf } from './name-of.js';
import { conversationQuery, refreshThread, showConversation } from './queries.js';
import type { Conversation } from './types.js';
import { UndoToast } from './undo-toast.js';

const UNDO_MS = 8_000;

/** What one can do with a conversation. */
export interface Acts {
  claim(): void;
  assign(staffId: string | null): void;
  snooze(until: Date | null): void;
  resolve(): void;
  reopen(): void;
  handOver(): void;
  release(): void;
  edit(change: z.infer<typeof EditInput>): void;
  /** Shows a conversation as the server answered it. */
  show(conversation: Conversation): void;
}

/** Each is shown at once, can be undone for some seconds where that means something, and is taken back when the server refuses. */
export function useActs(conversation: Conversation): Acts {
  const client = useQueryClient();
  const { t } = useTranslation();
  const { staff } = useSession();
  return useMemo(() => {
    const { id, assigneeId } = conversation;
    const base = `/conversations/${id}`;
    const show = (shown: Conversation) => showConversation(client, shown, staff.id);
    const current = () => client.getQueryData(conversationQuery(id).queryKey) ?? conversation;
    const run = async (
      path: string,
      body: object | undefined,
      guess: Partial<Conversation>,
      method: 'POST' | 'PATCH' = 'POST',
    ) => {
      const before = current();
      show({ ...before, ...guess });
      try {
        show(await request<Conversation>(method, `${base}${path}`, body ? { body } : {}));
        void refreshThread(client, id);
        return true;
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        notifications.show({ color: 'red', message: error.message });
        await client.invalidateQueries({ queryKey: conversationQuery(id).queryKey });
        await client.invalidateQueries({ queryKey: ['conversations', conversation.channelId] });
        return false;
      }
    };
    const withUndo = async (done: Promise<boolean>, message: string, undo: () => unknown) => {
      if (!(await done)) return;
      const toast = notifications.show({
        autoClose: UNDO_MS,
        message: createElement(UndoToast, {
          message,
          onUndo: () => {
            notifications.hide(toast);
            undo();
          },
        }),
      });
    };
    const name = nameOf(conversation, t);
    const reopen = () => void run('/reopen', undefined, { state: 'open' });
    const assign = (to: string | null) => run('/assign', { staffId: to }, { assigneeId: to });
    return {
      show,
      reopen,
      claim: () => void run('/claim', {}, { assigneeId: staff.id, state: 'open' }),
      assign: (to) => void withUndo(assign(to), t('inbox.done.assigned', { name }), () => void assign(assigneeId)),
      snooze: (until) =>
        void withUndo(
          run('/snooze', { until }, { state: 'snoozed', snoozedUntil: until?.toISOString() ?? null }),
          t('inbox.done.snoozed', { name }),
          reopen,
        ),
      resolve: () =>
        void withUndo(run('/resolve', undefined, { state: 'resolved' }), t('inbox.done.resolved', { name }), reopen),
      handOver: () => void run('/hand-over', undefined, { state: 'open' }),
      release: () => void run('/release', undefined, { state: 'pending', heldSince: null, assigneeId: null }),
      edit: (change) => void run('', change, change.priority ? { priority: change.priority } : {}, 'PATCH'),
    };
  }, [client, conversation, staff.id, t]);
}
