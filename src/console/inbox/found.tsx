import { Skeleton, UnstyledButton } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { request } from '../api/client.js';
import { formatWhen } from '../language/format.js';
import { Empty } from '../parts/empty.js';
import { useChannel } from '../session/channel.js';
import classes from './list.module.css';

interface FoundText {
  conversationId: string;
  at: string;
  from: 'friend' | 'staff' | 'bot';
  snippet: string;
  place: string;
}

const TYPING_MS = 250;

/** What a search among everything that was said finds; each leads to its place. */
export function Found({
  channelId,
  wanted,
  onOpen,
}: {
  channelId: string;
  wanted: string;
  onOpen(id: string, line: string): void;
}) {
  const { t } = useTranslation();
  const timeZone = useChannel()?.timeZone ?? 'UTC';
  const [q] = useDebouncedValue(wanted, TYPING_MS);
  const { data, isPending, isError, error } = useQuery({
    queryKey: ['search', channelId, q],
    queryFn: ({ signal }) =>
      request<{ found: FoundText[]; isCut: boolean }>('GET', '/inbox/search', { query: { channelId, q }, signal }),
  });
  if (isPending) return <Skeleton h={60} m={12} w="auto" />;
  if (isError) return <Empty title={t('problem.title')} hint={error.message} />;
  if (data.found.length === 0)
    return <Empty title={t('inbox.nothingFound', { q })} hint={t('inbox.nothingFoundHint')} />;
  return (
    <ul className={classes.found}>
      {data.found.map(({ conversationId, at, from, snippet, place }) => (
        <li key={place}>
          <UnstyledButton onClick={() => onOpen(conversationId, place)}>
            <span>{snippet}</span>
            <small>
              {t(`inbox.speaker.${from}`)} · {formatWhen(new Date(at), new Date(), timeZone)}
            </small>
          </UnstyledButton>
        </li>
      ))}
    </ul>
  );
}
