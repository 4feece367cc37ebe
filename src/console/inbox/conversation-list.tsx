import { Menu, Skeleton, TextInput, UnstyledButton } from '@mantine/core';
import { IconCheck, IconChevronDown, IconSearch } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, useState, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '../api/client.js';
import { useLiveState } from '../api/live-context.js';
import { formatCount } from '../language/format.js';
import { Empty } from '../parts/empty.js';
import { useNow } from '../parts/now.js';
import { Availability } from './availability.js';
import { ConversationRow, ROW_HEIGHT } from './conversation-row.js';
import { useKeys } from '../parts/keys.js';
import { LISTS, writeList, type List, type ListName } from './lists.js';
import classes from './list.module.css';
import { rowsOf } from './patch-list.js';
import { countsQuery, listQuery } from './queries.js';
import { Found } from './found.js';

const TABS = ['mine', 'unassigned', 'open'] as const;
const MORE = (Object.keys(LISTS) as ListName[]).filter((name) => !TABS.some((tab) => tab === name));
const SKELETONS = 8;
const ROWS_AHEAD = 10;
const MINUTE_MS = 60_000;

interface View {
  id: string;
  name: string;
  count: number;
  isCut: boolean;
}

/** The list of conversations: who waits, for how long, with what; by everybody's lists and saved views, or by a search. */
export function ConversationList({
  channelId,
  list,
  openId,
  searchBox,
  onList,
  onOpen,
}: {
  channelId: string;
  list: List;
  openId: string | undefined;
  searchBox: RefObject<HTMLInputElement | null>;
  onList(list: List): void;
  onOpen(id: string, line?: string): void;
}) {
  const { t } = useTranslation();
  const [wanted, setWanted] = useState('');
  const now = useNow(MINUTE_MS / 4);
  const liveState = useLiveState();
  const query = useInfiniteQuery(listQuery(channelId, list));
  const { data: counts } = useQuery(countsQuery(channelId));
  const { data: views = [] } = useQuery({
    queryKey: ['views', channelId],
    queryFn: async ({ signal }) =>
      (await request<{ views: View[] }>('GET', '/inbox/views', { query: { channelId }, signal })).views,
  });
  const rows = useMemo(() => rowsOf(query.data?.pages ?? []), [query.data]);
  const frame = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 6,
  });
  const items = virtualizer.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && last >= rows.length - ROWS_AHEAD) void fetchNextPage();
  }, [last, rows.length, hasNextPage, isFetchingNextPage, fetchNextPage]);

  const step = (by: 1 | -1) => {
    const at = rows.findIndex(({ id }) => id === openId);
    const next = at === -1 ? 0 : Math.min(rows.length - 1, Math.max(0, at + by));
    const row = rows[next];
    if (!row) return;
    virtualizer.scrollToIndex(next);
    onOpen(row.id);
  };
  useKeys({ j: () => step(1), k: () => step(-1), '/': () => searchBox.current?.focus() });

  const name = writeList(list);
  const chosenView = list.kind === 'view' ? views.find(({ id }) => id === list.viewId) : undefined;
  return (
    <section className={classes.list} aria-label={t('inbox.title')}>
      <header className={classes.head}>
        <h1>{t('inbox.title')}</h1>
        {liveState === 'lost' && (
          <span role="status" className={classes.lost}>
            {t('inbox.lost')}
          </span>
        )}
        <Availability />
      </header>
      <TextInput
        ref={searchBox}
        className={classes.search}
        type="search"
        aria-label={t('inbox.search')}
        placeholder={t('inbox.search')}
        leftSection={<IconSearch size={15} aria-hidden />}
        rightSection={<kbd>/</kbd>}
        value={wanted}
        onChange={({ currentTarget }) => setWanted(currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          setWanted('');
          event.currentTarget.blur();
        }}
      />
      <nav className={classes.tabs} aria-label={t('inbox.lists.label')}>
        {TABS.map((tab) => (
          <UnstyledButton
            key={tab}
            aria-current={name === tab || undefined}
            onClick={() => onList({ kind: 'own', name: tab })}
          >
            {t(`inbox.lists.${tab}`)} {counts && <b>{countOf(counts[tab])}</b>}
          </UnstyledButton>
        ))}
        <Menu position="bottom-end" withinPortal>
          <Menu.Target>
            <UnstyledButton aria-current={TABS.every((tab) => tab !== name) || undefined}>
              {list.kind === 'view'
                ? (chosenView?.name ?? t('inbox.lists.view'))
                : MORE.some((one) => one === list.name)
                  ? t(`inbox.lists.${list.name}`)
                  : t('inbox.lists.more')}
              <IconChevronDown size={14} aria-hidden />
            </UnstyledButton>
          </Menu.Target>
          <Menu.Dropdown>
            {MORE.map((one) => (
              <Menu.Item key={one} onClick={() => onList({ kind: 'own', name: one })}>
                {t(`inbox.lists.${one}`)}
              </Menu.Item>
            ))}
            {views.length > 0 && <Menu.Label>{t('inbox.lists.views')}</Menu.Label>}
            {views.map((view) => (
              <Menu.Item
                key={view.id}
                rightSection={<b>{countOf(view)}</b>}
                leftSection={chosenView?.id === view.id ? <IconCheck size={14} aria-hidden /> : undefined}
                onClick={() => onList({ kind: 'view', viewId: view.id })}
              >
                {view.name}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      </nav>
      {wanted.trim() !== '' ? (
        <Found channelId={channelId} wanted={wanted.trim()} onOpen={onOpen} />
      ) : (
        <div ref={frame} className={classes.frame}>
          {query.isPending &&
            Array.from({ length: SKELETONS }, (_, index) => (
              <Skeleton key={index} h={ROW_HEIGHT - 22} m={11} w="auto" />
            ))}
          {query.isError && <Empty title={t('problem.title')} hint={query.error.message} />}
          {query.isSuccess && rows.length === 0 && (
            <Empty
              title={t(list.kind === 'view' ? 'inbox.empty.view' : `inbox.empty.${list.name}`)}
              hint={t('inbox.emptyHint')}
            />
          )}
          <ul style={{ height: virtualizer.getTotalSize() }}>
            {items.map((item) => {
              const row = rows[item.index];
              return (
                row && (
                  <li key={item.key} style={{ transform: `translateY(${item.start}px)`, height: ROW_HEIGHT }}>
                    <ConversationRow conversation={row} isOpen={row.id === openId} now={now} onOpen={onOpen} />
                  </li>
                )
              );
            })}
          </ul>
        </div>
      )}
    </section>
  );
}

const countOf = ({ count, isCut }: { count: number; isCut: boolean }) => `${formatCount(count)}${isCut ? '+' : ''}`;
