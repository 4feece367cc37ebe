import { Button, Skeleton } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '../api/client.js';
import { formatDay } from '../language/format.js';
import { Empty } from '../parts/empty.js';
import { useNow } from '../parts/now.js';
import { useChannel } from '../session/channel.js';
import { itemsOf } from './thread-items.js';
import { readPart, threadQuery } from './queries.js';
import classes from './thread.module.css';
import { ThreadItem } from './thread-item.js';
import { withPart, type Thread as ThreadData } from './patch-thread.js';
import type { Conversation } from './types.js';

const ESTIMATE = 58;
const NEAR_PX = 400;
const MINUTE_MS = 60_000;

/** Everything that was said, newest at the bottom; older lines come as one scrolls up. */
export function Thread({
  conversation,
  around,
  onNewest,
}: {
  conversation: Conversation;
  around: string | undefined;
  onNewest(): void;
}) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const timeZone = useChannel()?.timeZone ?? 'UTC';
  const now = useNow(MINUTE_MS);
  const { id, unreadCount } = conversation;
  const query = useQuery(threadQuery(id, around));
  const thread = query.data;
  const items = useMemo(() => itemsOf(thread?.lines ?? [], timeZone), [thread, timeZone]);
  const frame = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ESTIMATE,
    getItemKey: (index) => items[index]?.key ?? index,
    overscan: 12,
    anchorTo: 'end',
    followOnAppend: true,
    paddingStart: 16,
    paddingEnd: 16,
  });

  const [reading, setReading] = useState<'older' | 'newer' | null>(null);
  const { queryKey } = threadQuery(id, around);
  const readMore = useCallback(
    async (side: 'older' | 'newer', place: string) => {
      setReading(side);
      const part = await readPart(id, side === 'older' ? { before: place } : { after: place });
      client.setQueryData<ThreadData>(queryKey, (known) => known && withPart(known, part, side));
      setReading(null);
    },
    // The key is made of what is named here.
    [client, id, around],
  );
  const onScroll = () => {
    const element = frame.current;
    if (!element || !thread || reading) return;
    if (thread.before !== null && element.scrollTop < NEAR_PX) void readMore('older', thread.before);
    else if (thread.after !== null && element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_PX)
      void readMore('newer', thread.after);
  };

  const isPlaced = useRef(false);
  useEffect(() => {
    if (isPlaced.current || items.length === 0) return;
    isPlaced.current = true;
    const target = around === undefined ? -1 : items.findIndex(({ place }) => place === around);
    if (target === -1) virtualizer.scrollToEnd();
    else virtualizer.scrollToIndex(target, { align: 'center' });
  }, [items, around, virtualizer]);
  useEffect(() => {
    isPlaced.current = false;
  }, [around]);

  useEffect(() => {
    if (unreadCount > 0 && document.visibilityState === 'visible')
      void request('POST', `/conversations/${id}/read`).catch(() => {});
  }, [id, unreadCount]);

  if (query.isError) return <Empty title={t('problem.title')} hint={query.error.message} />;
  return (
    <div className={classes.frame}>
      <div
        ref={frame}
        className={classes.scroll}
        onScroll={onScroll}
        tabIndex={0}
        role="log"
        aria-label={t('inbox.thread')}
      >
        {query.isPending && (
          <div className={classes.skeletons}>
            <Skeleton w="45%" h={38} />
            <Skeleton w="60%" h={58} ml="auto" />
            <Skeleton w="35%" h={38} />
          </div>
        )}
        <ol style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map((virtual) => {
            const item = items[virtual.index];
            return (
              item && (
                <li
                  key={virtual.key}
                  data-index={virtual.index}
                  ref={virtualizer.measureElement}
                  data-sought={item.place === around || undefined}
                  style={{ transform: `translateY(${virtual.start}px)` }}
                >
                  {item.kind === 'day' ? (
                    <p className={classes.day}>{formatDay(item.at, now, timeZone)}</p>
                  ) : (
                    <ThreadItem conversation={conversation} line={item.line} />
                  )}
                </li>
              )
            );
          })}
        </ol>
      </div>
      {around !== undefined && (
        <Button className={classes.newest} size="compact-sm" variant="default" onClick={onNewest}>
          {t('inbox.toNewest')}
        </Button>
      )}
    </div>
  );
}
