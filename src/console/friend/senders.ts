import { useQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '../api/client.js';
import { useChannel } from '../session/channel.js';
import { mayDo, useSession } from '../session/session.js';
import { SENDERS } from './sender-kinds.js';

const CAMPAIGNS_MAX = 200;

/** Says in words what sends, a campaign by its name where that is one of the latest. */
export function useSenders(): (kind: string, id: string) => string {
  const { t } = useTranslation();
  const campaigns = useCampaignNames();
  return useCallback(
    (kind, id) => {
      const known = SENDERS.find((one) => one === kind);
      const said = known ? t(`friends.sender.${known}`) : kind;
      const name = kind === 'campaign' ? campaigns.get(id) : undefined;
      return name === undefined ? said : `${said} “${name}”`;
    },
    [t, campaigns],
  );
}

function useCampaignNames(): ReadonlyMap<string, string> {
  const channelId = useChannel()?.channelId ?? '';
  const session = useSession();
  const { data } = useQuery({
    queryKey: ['campaigns', channelId, 'names'],
    queryFn: async ({ signal }) => {
      const query = { channelId, limit: CAMPAIGNS_MAX };
      return (await request<{ campaigns: { id: string; name: string }[] }>('GET', '/campaigns', { query, signal }))
        .campaigns;
    },
    enabled: mayDo(session, 'campaigns:read'),
  });
  return useMemo(() => new Map(data?.map(({ id, name }) => [id, name])), [data]);
}
