import { queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import type { PresentedChannel } from '../../channels/schemas.js';
import { request } from '../api/client.js';
import type { Wire } from '../api/wire.js';

export type Channel = Wire<z.infer<typeof PresentedChannel>>;

const CHOSEN = 'lifeline.channel';

/** The channels of this installation. */
export const channelsQuery = queryOptions({
  queryKey: ['channels'],
  queryFn: async ({ signal }) => (await request<{ channels: Channel[] }>('GET', '/channels', { signal })).channels,
});

export const useChannels = (): Channel[] => useSuspenseQuery(channelsQuery).data;

/** The channel that this browser looks at; null while there is none. */
export function useChannel(): Channel | null {
  const channels = useChannels();
  const chosen = localStorage.getItem(CHOSEN);
  return channels.find(({ channelId }) => channelId === chosen) ?? channels[0] ?? null;
}

/** Looks at another channel from now on. */
export function chooseChannel(channelId: string): void {
  localStorage.setItem(CHOSEN, channelId);
  window.location.assign('/');
}
