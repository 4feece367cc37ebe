import { Button, Skeleton, Tooltip } from '@mantine/core';
import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Empty } from '../parts/empty.js';
import { useKeys } from '../parts/keys.js';
import { layoutOf, type Column } from './columns.js';
import { FriendRow } from './friend-row.js';
import classes from './friends.module.css';
import { isChosen, toggled, toggledAll, type Selection } from './selection.js';
import type { Friend } from './types.js';

export const ROW_HEIGHT = 48;
const SKELETONS = 12;
const ROWS_AHEAD = 15;

type Query = Pick<
  UseInfiniteQueryResult,
  'isPending' | 'isError' | 'isSuccess' | 'error' | 'hasNextPage' | 'isFetchingNextPage' | 'fetchNextPage'
>;

/** The friends, a row for each; more are fetched as one comes near the end. */
export function FriendTable({
  query,
  friends,
  columns,
  isFiltered,
  selection,
  onSelection,
  onClear,
}: {
  query: Query;
  friends: Friend[];
  columns: Column[];
  isFiltered: boolean;
  selection: Selection;
  onSelection(selection: Selection): void;
  onClear(): void;
}) {
  const { t } = useTranslation();
  const frame = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: friends.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (index) => friends[index]?.id ?? index,
    overscan: 8,
  });
  const items = virtualizer.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && last >= friends.length - ROWS_AHEAD) void fetchNextPage();
  }, [last, friends.length, hasNextPage, isFetchingNextPage, fetchNextPage]);

  const step = (by: number) => {
    const links = [...(frame.current?.querySelectorAll<HTMLAnchorElement>('[role=row] a[data-name]') ?? [])];
    const at = links.findIndex((link) => link === document.activeElement);
    links[at === -1 ? 0 : at + by]?.focus();
  };
  useKeys({ j: () => step(1), k: () => step(-1) });

  const isEverybody = friends.length > 0 && friends.every(({ id }) => isChosen(selection, id));
  const isAnybody = friends.some(({ id }) => isChosen(selection, id));
  const layout = layoutOf(columns);
  return (
    <div ref={frame} className={classes.frame} role="table" aria-label={t('pages.friends')} aria-busy={query.isPending}>
      <div className={classes.titles} role="row" style={layout}>
        <span role="columnheader">
          <input
            type="checkbox"
            aria-label={t('friends.chooseShown')}
            checked={isEverybody}
            ref={(box) => {
              if (box) box.indeterminate = isAnybody && !isEverybody;
            }}
            onChange={() => onSelection(toggledAll(selection, friends))}
          />
        </span>
        <span role="columnheader">{t('friends.column.name')}</span>
        {columns.map((column) => (
          <Tooltip key={column} label={t(`friends.definition.${column}`)} multiline maw={280} openDelay={300}>
            <span role="columnheader" data-column={column}>
              {t(`friends.column.${column}`)}
            </span>
          </Tooltip>
        ))}
      </div>
      {query.isPending &&
        Array.from({ length: SKELETONS }, (_, index) => <Skeleton key={index} h={ROW_HEIGHT - 18} m={9} w="auto" />)}
      {query.isError && <Empty title={t('problem.title')} hint={query.error?.message ?? ''} />}
      {query.isSuccess && friends.length === 0 && (
        <Empty
          title={t(isFiltered ? 'friends.nobody' : 'friends.none')}
          hint={t(isFiltered ? 'friends.nobodyHint' : 'friends.noneHint')}
        >
          {isFiltered && (
            <Button variant="default" onClick={onClear}>
              {t('friends.clear')}
            </Button>
          )}
        </Empty>
      )}
      <div role="rowgroup" className={classes.rows} style={{ height: virtualizer.getTotalSize() }}>
        {items.map((item) => {
          const friend = friends[item.index];
          return (
            friend && (
              <div
                key={item.key}
                role="row"
                className={classes.row}
                aria-selected={isChosen(selection, friend.id)}
                style={{ ...layout, transform: `translateY(${item.start}px)`, height: ROW_HEIGHT }}
              >
                <FriendRow
                  friend={friend}
                  columns={columns}
                  isChosen={isChosen(selection, friend.id)}
                  onChoose={() => onSelection(toggled(selection, friend.id, friends))}
                />
              </div>
            )
          );
        })}
      </div>
    </div>
  );
}
