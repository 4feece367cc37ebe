import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Tooltip } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../language/format.js';
import { useChannel } from '../session/channel.js';
import { mayDo, useSession } from '../session/session.js';
import { BulkBar } from './bulk-bar.js';
import { ColumnMenu } from './column-menu.js';
import { columnsOf, type Column } from './columns.js';
import { readFilter, ruleOf, type Filter } from './filter.js';
import { FilterBar } from './filter-bar.js';
import { FriendTable } from './friend-table.js';
import classes from './friends.module.css';
import { keepColumns, keptColumns } from './kept.js';
import { OperationProgress } from './operation-progress.js';
import { countQuery, friendsQuery } from './queries.js';
import { NOBODY, type Selection } from './selection.js';
import { ViewMenu } from './view-menu.js';

const route = getRouteApi('/signed-in/friends');

/** Everybody who added the account: whom the filter asks for, and what to do with many of them at once. */
export function FriendsPage() {
  const { t } = useTranslation();
  const { operation, ...search } = route.useSearch();
  const navigate = useNavigate();
  const session = useSession();
  const channelId = useChannel()?.channelId ?? '';
  const filter = useMemo(() => readFilter(search), [JSON.stringify(search)]);
  const [columns, setColumns] = useState<Column[]>(() => keptColumns(localStorage));
  const [selection, setSelection] = useState<Selection>(NOBODY);
  const query = useInfiniteQuery(friendsQuery(channelId, filter));
  const friends = useMemo(() => query.data?.pages.flatMap((page) => page.friends) ?? [], [query.data]);
  const isSearch = filter.q !== undefined;
  const { data: counted } = useQuery({
    ...countQuery(channelId, ruleOf(filter)),
    enabled: !isSearch && mayDo(session, 'segments:read'),
  });
  const isCut = query.data?.pages.some((page) => page.isCut) ?? false;
  const count = isSearch || (query.isSuccess && !query.hasNextPage) ? friends.length : counted;

  const showColumns = (chosen: Column[]) => {
    keepColumns(localStorage, chosen);
    setColumns(chosen);
  };
  const show = (to: { filter?: Filter; operation?: string | undefined }) => {
    if (to.filter) setSelection(NOBODY);
    const running = 'operation' in to ? to.operation : operation;
    void navigate({
      to: '/friends',
      search: { ...(to.filter ?? filter), ...(running === undefined ? {} : { operation: running }) },
      replace: to.filter?.q !== undefined && isSearch,
    });
  };

  return (
    <section className={classes.page} aria-label={t('pages.friends')}>
      <header className={classes.head}>
        <h1>{t('pages.friends')}</h1>
        {count !== undefined && (
          <Tooltip label={t(isSearch ? 'friends.foundDefinition' : 'friends.countDefinition')} multiline maw={280}>
            <span className={classes.count} tabIndex={0} data-testid="count">
              {formatCount(count)}
              {isCut ? '+' : ''}
            </span>
          </Tooltip>
        )}
        <div className={classes.tools}>
          <ViewMenu
            channelId={channelId}
            filter={filter}
            columns={columns}
            onView={(view) => {
              showColumns(columnsOf(view.columns));
              show({ filter: view.filter });
            }}
          />
          <ColumnMenu columns={columns} onColumns={showColumns} />
        </div>
      </header>
      <FilterBar filter={filter} onFilter={(chosen) => show({ filter: chosen })} />
      {operation !== undefined && (
        <OperationProgress
          key={operation}
          id={operation}
          channelId={channelId}
          onClose={() => show({ operation: undefined })}
        />
      )}
      <BulkBar
        channelId={channelId}
        filter={filter}
        friends={friends}
        count={count}
        selection={selection}
        onSelection={setSelection}
        onStarted={(id) => {
          setSelection(NOBODY);
          show({ operation: id });
        }}
      />
      <FriendTable
        key={JSON.stringify(filter)}
        query={query}
        friends={friends}
        columns={columns}
        isFiltered={Object.keys(filter).length > 0}
        selection={selection}
        onSelection={setSelection}
        onClear={() => show({ filter: {} })}
      />
    </section>
  );
}
