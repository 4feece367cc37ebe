import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { request } from '../api/client.js';
import { formatInstant } from '../language/format.js';
import { useChannel } from '../session/channel.js';
import classes from './composer.module.css';

interface Scheduled {
  id: string;
  state: string;
  sendAt: string;
  content: { text?: string };
}

export const scheduledKey = (conversationId: string) => ['scheduled', conversationId];

/** What leaves later in a conversation, until it has left; each can be cancelled. */
export function ScheduledList({ conversationId }: { conversationId: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const timeZone = useChannel()?.timeZone ?? 'UTC';
  const base = `/conversations/${conversationId}/scheduled-messages`;
  const { data = [] } = useQuery({
    queryKey: scheduledKey(conversationId),
    queryFn: async ({ signal }) => (await request<{ messages: Scheduled[] }>('GET', base, { signal })).messages,
  });
  const waiting = data.filter(({ state }) => state === 'scheduled');
  if (waiting.length === 0) return null;
  const cancel = async (id: string) => {
    await request('DELETE', `${base}/${encodeURIComponent(id)}`);
    await client.invalidateQueries({ queryKey: scheduledKey(conversationId) });
  };
  return (
    <ul className={classes.scheduled} aria-label={t('inbox.tools.scheduled')}>
      {waiting.map(({ id, sendAt, content }) => (
        <li key={id}>
          <b>{formatInstant(new Date(sendAt), timeZone)}</b> <span>{content.text ?? t('inbox.noText')}</span>
          <Button size="compact-xs" variant="subtle" onClick={() => void cancel(id)}>
            {t('inbox.tools.cancel')}
          </Button>
        </li>
      ))}
    </ul>
  );
}
