import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { SegmentRule } from '../../segments/core/rule.js';
import { request } from '../api/client.js';
import { meets, ruleOf, type Filter } from './filter.js';
import type { Friend, Operation } from './types.js';

const PAGE = 50;
const FOUND_MAX = 100; // the most that a search answers with
const ONGOING = new Set<Operation['state']>(['queued', 'running', 'undoing']);
const LOOK_AGAIN_MS = 1_000;

export interface FriendsPart {
  friends: Friend[];
  next: string | null;
  /** A search found more than it tells. */
  isCut: boolean;
}

/** The friends who meet a filter, a page at a time; what a search found is all in one. */
export const friendsQuery = (channelId: string, filter: Filter) =>
  infiniteQueryOptions({
    queryKey: ['friends', channelId, filter],
    queryFn: async ({ pageParam, signal }): Promise<FriendsPart> => {
      if (filter.q !== undefined) {
        const query = { channelId, q: filter.q, limit: FOUND_MAX };
        const found = await request<Omit<FriendsPart, 'next'>>('GET', '/friends/search', { query, signal });
        return { ...found, friends: found.friends.filter((friend) => meets(friend, filter)), next: null };
      }
      const body = {
        channelId,
        rule: ruleOf(filter),
        limit: PAGE,
        ...(pageParam === null ? {} : { before: pageParam }),
      };
      const page = await request<Omit<FriendsPart, 'isCut'>>('POST', '/segments/friends', { body, signal });
      return { ...page, isCut: false };
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  });

/** How many friends meet a rule. */
export const countQuery = (channelId: string, rule: SegmentRule) =>
  queryOptions({
    queryKey: ['friends', channelId, 'count', rule],
    queryFn: async ({ signal }) =>
      (await request<{ count: number }>('POST', '/segments/count', { body: { channelId, rule }, signal })).count,
  });

/** An operation, looked at again until it has ended. */
export const operationQuery = (id: string) =>
  queryOptions({
    queryKey: ['operation', id],
    queryFn: ({ signal }) => request<Operation>('GET', `/operations/${id}`, { signal }),
    refetchInterval: ({ state: { data } }) => (!data || isOngoing(data) ? LOOK_AGAIN_MS : false),
  });

export const isOngoing = ({ state }: Pick<Operation, 'state'>): boolean => ONGOING.has(state);
