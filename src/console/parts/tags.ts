import { queryOptions, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { z } from 'zod';
import type { PresentedTag } from '../../tags/schemas.js';
import { request } from '../api/client.js';
import type { Wire } from '../api/wire.js';
import { useChannel } from '../session/channel.js';
import { mayDo, useSession } from '../session/session.js';

export type Tag = Wire<z.infer<typeof PresentedTag>>;

/** The tags of a channel. */
export const tagsQuery = (channelId: string) =>
  queryOptions({
    queryKey: ['tags', channelId],
    queryFn: async ({ signal }) =>
      (await request<{ tags: Tag[] }>('GET', '/tags', { query: { channelId }, signal })).tags,
  });

/** The tags of the channel that is shown; none for whoever may not read them. */
export function useTags(): Tag[] {
  const channelId = useChannel()?.channelId ?? '';
  const session = useSession();
  const { data } = useQuery({ ...tagsQuery(channelId), enabled: mayDo(session, 'tags:read') });
  return data ?? NONE;
}

const NONE: Tag[] = [];

/** Names of tags, by id. */
export function useTagNames(): ReadonlyMap<string, string> {
  const tags = useTags();
  return useMemo(() => new Map(tags.map(({ tagId, name }) => [tagId, name])), [tags]);
}
