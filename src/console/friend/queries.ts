import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type { PresentedHeld } from '../../friends/schemas.js';
import type { PresentedHealth, PresentedStageHistory } from '../../lifecycle/schemas.js';
import type { PresentedBalance, PresentedEntry } from '../../points/schemas.js';
import type { PresentedExplanation } from '../../richmenus/schemas.js';
import type { PresentedOrder } from '../../sales/schemas.js';
import type { PresentedTier } from '../../tiers/schemas.js';
import { request } from '../api/client.js';
import type { Wire } from '../api/wire.js';
import type { Friend } from '../friends/types.js';
import { shownLanguage } from '../language/languages.js';
import type { Delivery, Erasure, FriendTag, LedgerEntry, Timeline } from './types.js';

const TIMELINE_PAGE = 50;
const LEDGER_MAX = 200;
const LOOK_AGAIN_MS = 1_500;

type StageHistory = Wire<z.infer<typeof PresentedStageHistory>>;

/** The page of a friend asks for each part under the friend's key, so that a change of the friend renews them all. */
const partOf = <Answer>(friendId: string, part: string, path: string, query: Record<string, string | number> = {}) =>
  queryOptions({
    queryKey: ['friend', friendId, part, query],
    queryFn: ({ signal }) => request<Answer>('GET', `/friends/${friendId}/${path}`, { query, signal }),
  });

export const friendQuery = (id: string) =>
  queryOptions({
    queryKey: ['friend', id],
    queryFn: ({ signal }) => request<Friend>('GET', `/friends/${id}`, { signal }),
  });

/** What happened with a friend, newest first, a page at a time. */
export const timelineQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['friend', id, 'timeline'],
    queryFn: ({ pageParam, signal }) =>
      request<Timeline>('GET', `/friends/${id}/timeline`, {
        query: { before: pageParam, limit: TIMELINE_PAGE },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  });

export const stageHistoryQuery = (id: string) => partOf<StageHistory>(id, 'stage-history', 'stage/history');
export const healthQuery = (id: string) => partOf<Wire<z.infer<typeof PresentedHealth>>>(id, 'health', 'health');
export const friendTagsQuery = (id: string) => partOf<{ tags: FriendTag[] }>(id, 'tags-now', 'tags');
export const ledgerQuery = (id: string, tagId: string) =>
  partOf<{ entries: LedgerEntry[]; next: string | null }>(id, `ledger/${tagId}`, `tags/${tagId}/ledger`, {
    limit: LEDGER_MAX,
  });
export const deliveriesQuery = (id: string) => partOf<{ deliveries: Delivery[] }>(id, 'deliveries', 'deliveries');
export const menuQuery = (id: string) =>
  partOf<Wire<z.infer<typeof PresentedExplanation>>>(id, 'menu', 'rich-menu', { language: shownLanguage() });
export const ordersQuery = (id: string) =>
  partOf<{ orders: Wire<z.infer<typeof PresentedOrder>>[] }>(id, 'orders-all', 'orders');
export const pointsQuery = (id: string) => partOf<Wire<z.infer<typeof PresentedBalance>>>(id, 'points', 'points');
export const pointEntriesQuery = (id: string) =>
  partOf<{ entries: Wire<z.infer<typeof PresentedEntry>>[] }>(id, 'point-entries', 'points/entries', { limit: 20 });
export const tierQuery = (id: string) => partOf<Wire<z.infer<typeof PresentedTier>>>(id, 'tier', 'tier');
export const heldQuery = (id: string) => partOf<z.infer<typeof PresentedHeld>>(id, 'held', 'held');

/** The proof of an erasure, looked at again until it is done. */
export const erasureQuery = (id: string) =>
  queryOptions({
    queryKey: ['erasure', id],
    queryFn: ({ signal }) => request<Erasure>('GET', `/erasures/${id}`, { signal }),
    refetchInterval: ({ state: { data } }) => (data?.state === 'done' ? false : LOOK_AGAIN_MS),
  });
