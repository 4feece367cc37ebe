import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef } from 'react';
import type { z } from 'zod';
import type { PresentedAllowance, PresentedCosts } from '../../deliveries/schemas.js';
import { request } from '../api/client.js';
import { useLive } from '../api/live-context.js';
import type { LiveEvent } from '../api/live.js';
import { daysToPrice, readMonth } from './month.js';
import type { Notice } from './notice-words.js';
import type { Days } from './period.js';
import type { CampaignStates, FeedbackCounts, Flows, InboxReport, Lifecycle, Satisfaction, Waiting } from './types.js';

const AGAIN_MS = 60_000;
/** What covers weeks changes little in minutes, and takes the server longer to count. */
const WEEKS_AGAIN_MS = 300_000;

/** A question about how a channel is now, asked again every minute. */
const ofNow = <Found>(channelId: string, path: string) =>
  queryOptions({
    queryKey: ['home', channelId, path],
    queryFn: ({ signal }) => request<Found>('GET', path, { query: { channelId }, signal }),
    refetchInterval: AGAIN_MS,
  });

/** A question about the last weeks of a channel, asked again every five minutes. */
const ofWeeks = <Found>(channelId: string, path: string, days: Partial<Days> = {}) =>
  queryOptions({
    queryKey: ['home', channelId, path, days],
    queryFn: ({ signal }) => request<Found>('GET', path, { query: { channelId, ...days }, signal }),
    refetchInterval: WEEKS_AGAIN_MS,
    staleTime: AGAIN_MS,
  });

export const waitingQuery = (channelId: string) => ofNow<Waiting>(channelId, '/inbox/waiting');
export const campaignsQuery = (channelId: string) => ofNow<CampaignStates>(channelId, '/campaigns/states');
export const lifecycleQuery = (channelId: string) => ofWeeks<Lifecycle>(channelId, '/lifecycle/report');
export const flowsQuery = (channelId: string, days: Days) => ofWeeks<Flows>(channelId, '/lifecycle/flows', days);
export const satisfactionQuery = (channelId: string, days: Days) =>
  ofWeeks<Satisfaction>(channelId, '/surveys/satisfaction', days);
export const inboxReportQuery = (channelId: string, days: Days) =>
  ofWeeks<InboxReport>(channelId, '/reports/inbox', days);
export const feedbackQuery = (channelId: string) => ofNow<FeedbackCounts>(channelId, '/feedback/counts');

/** Notices that nobody has seen to. */
export const noticesQuery = (channelId: string) =>
  queryOptions({
    queryKey: ['home', channelId, '/notices'],
    queryFn: async ({ signal }) =>
      (await request<{ notices: Notice[] }>('GET', '/notices', { query: { channelId, open: true }, signal })).notices,
    refetchInterval: AGAIN_MS,
  });

/** The month so far, by what LINE and our ledger say. */
export const monthQuery = (channelId: string, today: string) =>
  queryOptions({
    queryKey: ['home', channelId, 'month', today],
    queryFn: async ({ signal }) => {
      const [allowance, costs] = await Promise.all([
        request<z.infer<typeof PresentedAllowance>>('GET', '/allowance', { query: { channelId }, signal }),
        request<z.infer<typeof PresentedCosts>>('GET', '/costs', {
          query: { channelId, ...daysToPrice(today) },
          signal,
        }),
      ]);
      return readMonth(allowance, costs, today);
    },
    refetchInterval: AGAIN_MS,
  });

const LOOK_AFTER_MS = 2_000;

/** Asks anew about conversations and notices a little after something happened with them, once for all of it. */
export function useLiveHome(channelId: string): void {
  const client = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const listener = useCallback(
    ({ event }: LiveEvent) => {
      if (!MATTERS.includes(event)) return;
      timer.current ??= setTimeout(() => {
        timer.current = undefined;
        void client.invalidateQueries({ queryKey: waitingQuery(channelId).queryKey });
        void client.invalidateQueries({ queryKey: noticesQuery(channelId).queryKey });
      }, LOOK_AFTER_MS);
    },
    [client, channelId],
  );
  useLive(listener);
}

const MATTERS: LiveEvent['event'][] = ['conversation', 'gone', 'notice', 'reload'];
