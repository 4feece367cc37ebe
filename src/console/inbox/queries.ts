import {
  infiniteQueryOptions,
  queryOptions,
  useQuery,
  useQueryClient,
  type InfiniteData,
  type QueryClient,
} from '@tanstack/react-query';
import { useCallback, useEffect, useRef } from 'react';
import type { LiveEvent } from '../api/live.js';
import { useLive } from '../api/live-context.js';
import { request } from '../api/client.js';
import { isInList, queryOfList, type List } from './lists.js';
import { patchPages, type ListChange } from './patch-list.js';
import { withNewest, type Thread } from './patch-thread.js';
import type { Conversation, ListPage, ThreadPart } from './types.js';

const PAGE = 50;
const THREAD_PAGE = 60;

/** The pages of a list of conversations. */
export const listQuery = (channelId: string, list: List) =>
  infiniteQueryOptions({
    queryKey: ['conversations', channelId, list],
    queryFn: ({ pageParam, signal }) =>
      request<ListPage>('GET', '/conversations', {
        query: { channelId, ...queryOfList(list), cursor: pageParam, limit: PAGE },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    staleTime: Infinity,
  });

/** One conversation. */
export const conversationQuery = (id: string) =>
  queryOptions({
    queryKey: ['conversation', id],
    queryFn: ({ signal }) => request<Conversation>('GET', `/conversations/${id}`, { signal }),
    staleTime: Infinity,
  });

/** What was said, from the newest end, or around a line that a search found. */
export const threadQuery = (id: string, around: string | undefined) =>
  queryOptions({
    queryKey: ['thread', id, around ?? null],
    queryFn: ({ signal }) => readPart(id, around === undefined ? {} : { around }, signal),
    staleTime: Infinity,
  });

/** A part of a thread to one side of a place, or the newest. */
export const readPart = (
  id: string,
  place: { before?: string; after?: string; around?: string },
  signal?: AbortSignal,
): Promise<ThreadPart> =>
  request('GET', `/conversations/${id}/messages`, {
    query: { ...place, limit: THREAD_PAGE },
    ...(signal ? { signal } : {}),
  });

/** How many conversations stand in the lists that everybody has. */
export const countsQuery = (channelId: string) =>
  queryOptions({
    queryKey: ['conversations', channelId, 'counts'],
    queryFn: ({ signal }) =>
      request<{ mine: Count; unassigned: Count; open: Count }>('GET', '/inbox/counts', {
        query: { channelId },
        signal,
      }),
  });
interface Count {
  count: number;
  isCut: boolean;
}

/** Shows a conversation, as an answer or the stream gave it, wherever it is shown. */
export function showConversation(client: QueryClient, conversation: Conversation, staffId: string): void {
  client.setQueryData<Conversation>(conversationQuery(conversation.id).queryKey, (known) =>
    known && known.version > conversation.version ? known : conversation,
  );
  for (const [key, data] of listsOf(client, conversation.channelId)) {
    const list = key[2] as List;
    if (!data || typeof list !== 'object') continue;
    const isIn = isInList(list, conversation, staffId);
    if (isIn === null) void client.invalidateQueries({ queryKey: key });
    else patchList(client, key, isIn ? { kind: 'shown', conversation } : { kind: 'left', ...conversation });
  }
}

/** Takes a conversation out of everything that is shown. */
function forgetConversation(client: QueryClient, channelId: string, id: string): void {
  client.removeQueries({ queryKey: conversationQuery(id).queryKey });
  for (const [key] of listsOf(client, channelId)) patchList(client, key, { kind: 'left', id });
}

const listsOf = (client: QueryClient, channelId: string) =>
  client.getQueriesData<InfiniteData<ListPage>>({
    queryKey: ['conversations', channelId],
    predicate: ({ queryKey }) => typeof queryKey[2] === 'object',
  });

const patchList = (client: QueryClient, key: readonly unknown[], change: ListChange) =>
  client.setQueryData<InfiniteData<ListPage>>(
    key,
    (data) => data && { ...data, pages: patchPages(data.pages, change) },
  );

/** Keeps lists, counts and the open thread as the server tells. */
export function useLiveInbox(channelId: string, staffId: string, openId: string | undefined): void {
  const client = useQueryClient();
  const countSoon = useCountSoon(channelId);
  const listener = useCallback(
    (event: LiveEvent) => {
      switch (event.event) {
        case 'conversation':
          showConversation(client, event.data, staffId);
          countSoon();
          break;
        case 'gone':
          forgetConversation(client, channelId, event.data.id);
          break;
        case 'thread':
          void refreshThread(client, event.data.conversationId);
          break;
        case 'ready':
        case 'reload':
          void client.invalidateQueries({ queryKey: ['conversations', channelId] });
          if (openId !== undefined) void refreshThread(client, openId);
          break;
        case 'presence':
          client.setQueryData(['presence', event.data.conversationId], event.data.staff);
          break;
        case 'notice':
        case 'position':
          break;
      }
    },
    [client, channelId, staffId, openId, countSoon],
  );
  useLive(listener);
}

/** Counts the lists again a little later, once for everything that changes until then. */
function useCountSoon(channelId: string): () => void {
  const client = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  return useCallback(() => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      void client.invalidateQueries({ queryKey: countsQuery(channelId).queryKey });
    }, COUNT_AFTER_MS);
  }, [client, channelId]);
}

/** Reads the newest end of a thread that is shown again. */
export async function refreshThread(client: QueryClient, id: string): Promise<void> {
  const { queryKey } = threadQuery(id, undefined);
  if (!client.getQueryData(queryKey)) return;
  const newest = await readPart(id, {});
  client.setQueryData<Thread>(queryKey, (thread) => (thread ? withNewest(thread, newest) : newest));
}

const COUNT_AFTER_MS = 2_000;
const SAY_AGAIN_MS = 10_000;

interface Present {
  staffId: string;
  isTyping: boolean;
}

/** Says that one has the conversation open, and who else has. */
export function usePresence(id: string, isTyping: boolean): Present[] {
  const client = useQueryClient();
  const { data } = useQuery<Present[]>({ queryKey: ['presence', id], enabled: false, initialData: [] });
  useEffect(() => {
    const say = async (viewing: boolean) => {
      const { staff } = await request<{ staff: Present[] }>('PUT', `/conversations/${id}/presence`, {
        body: { viewing, typing: viewing && isTyping },
      });
      client.setQueryData(['presence', id], staff);
    };
    const sayQuietly = (viewing: boolean) => void say(viewing).catch(() => {});
    sayQuietly(true);
    const timer = setInterval(() => sayQuietly(true), SAY_AGAIN_MS);
    return () => {
      clearInterval(timer);
      sayQuietly(false);
    };
  }, [client, id, isTyping]);
  return data;
}
