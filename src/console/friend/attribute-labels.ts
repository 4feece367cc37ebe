import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { z } from 'zod';
import type { PresentedAttributeDefinition } from '../../friends/schemas.js';
import { request } from '../api/client.js';
import { useChannel } from '../session/channel.js';
import { mayDo, useSession } from '../session/session.js';

type Definition = Pick<z.infer<typeof PresentedAttributeDefinition>, 'name' | 'label'>;

/** What the brand calls its attributes, by their names. */
export function useAttributeLabels(): ReadonlyMap<string, string> {
  const channelId = useChannel()?.channelId ?? '';
  const session = useSession();
  const { data } = useQuery({
    queryKey: ['attributes', channelId],
    queryFn: async ({ signal }) =>
      (await request<{ attributes: Definition[] }>('GET', '/attributes', { query: { channelId }, signal })).attributes,
    enabled: mayDo(session, 'attributes:read'),
  });
  return useMemo(() => new Map(data?.map(({ name, label }) => [name, label])), [data]);
}
