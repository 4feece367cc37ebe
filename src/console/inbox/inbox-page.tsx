import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useCallback, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Empty } from '../parts/empty.js';
import { useChannel } from '../session/channel.js';
import { useSession } from '../session/session.js';
import { ConversationList } from './conversation-list.js';
import { ConversationPane } from './conversation-pane.js';
import classes from './inbox.module.css';
import { readList, writeList, type List } from './lists.js';
import { conversationQuery, useLiveInbox } from './queries.js';

const route = getRouteApi('/signed-in/inbox/{-$conversationId}');
const SidePanel = lazy(async () => ({ default: (await import('./side-panel.js')).SidePanel }));

/** Conversations, the one that is open, and who it is with. At phone width one of them at a time. */
export function InboxPage() {
  const { t } = useTranslation();
  const { conversationId } = route.useParams();
  const search = route.useSearch();
  const navigate = useNavigate();
  const channel = useChannel();
  const { staff } = useSession();
  const list = readList(search.list);
  const channelId = channel?.channelId ?? '';
  useLiveInbox(channelId, staff.id, conversationId);
  const { data: conversation, isError } = useQuery({
    ...conversationQuery(conversationId ?? ''),
    enabled: conversationId !== undefined,
  });
  const searchBox = useRef<HTMLInputElement>(null);

  const show = useCallback(
    (to: { conversationId?: string; list?: List; line?: string }) =>
      void navigate({
        to: '/inbox/{-$conversationId}',
        params: { conversationId: to.conversationId },
        search: {
          list: to.list ? writeList(to.list) : search.list,
          ...(to.line === undefined ? {} : { line: to.line }),
        },
      }),
    [navigate, search.list],
  );

  const showList = useCallback((chosen: List) => show({ list: chosen }), [show]);
  const open = useCallback(
    (id: string, line?: string) => show({ conversationId: id, ...(line === undefined ? {} : { line }) }),
    [show],
  );

  return (
    <div className={classes.page} data-open={conversationId !== undefined || undefined}>
      <ConversationList
        channelId={channelId}
        list={list}
        openId={conversationId}
        searchBox={searchBox}
        onList={showList}
        onOpen={open}
      />
      {conversationId !== undefined && conversation && (
        <>
          <ConversationPane
            key={conversation.id}
            conversation={conversation}
            around={search.line}
            onBack={() => show({})}
            onNewest={() => show({ conversationId })}
          />
          <aside className={classes.panel} aria-label={t('inbox.panel.label')}>
            <Suspense>
              <SidePanel key={conversation.id} conversation={conversation} />
            </Suspense>
          </aside>
        </>
      )}
      {conversationId !== undefined && !conversation && (
        <section className={classes.nothing} aria-busy={!isError}>
          {isError && <Empty title={t('inbox.gone')} hint={t('inbox.goneHint')} />}
        </section>
      )}
      {conversationId === undefined && (
        <section className={classes.nothing}>
          <Empty title={t('inbox.choose')} hint={t('inbox.chooseHint')} />
        </section>
      )}
    </div>
  );
}
