import { queryOptions, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { z } from 'zod';
import type { PresentedSegment } from '../../segments/schemas.js';
import { request } from '../api/client.js';
import type { Wire } from '../api/wire.js';
import { useChannel } from '../session/channel.js';
import { mayDo, useSession } from '../session/session.js';

export type Segment = Wire<z.infer<typeof PresentedSegment>>;

/** The saved segments of a channel. */
export const segmentsQuery = (channelId: string) =>
  queryOptions({
    queryKey: ['segments', channelId],
    queryFn: async ({ signal }) =>
      (await request<{ segments: Segment[] }>('GET', '/segments', { query: { channelId }, signal })).segments,
  });

/** The saved segments of the channel that is shown; none for whoever may not read them. */
export function useSegments(): Segment[] {
  const channelId = useChannel()?.channelId ?? '';
  const session = useSession();
  const { data } = useQuery({ ...segmentsQuery(channelId), enabled: mayDo(session, 'segments:read') });
  return data ?? NONE;
}

const NONE: Segment[] = [];

/** Names of segments, by id. */
export function useSegmentNames(): ReadonlyMap<string, string> {
  const segments = useSegments();
  return useMemo(() => new Map(segments.map(({ id, name }) => [id, name])), [segments]);
}
