import { queryOptions, useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { PresentedStaff } from '../../access/schemas.js';
import { request } from '../api/client.js';
import type { Wire } from '../api/wire.js';

export type Staff = Wire<z.infer<typeof PresentedStaff>>;

/** Who works here. */
export const staffQuery = queryOptions({
  queryKey: ['staff'],
  queryFn: async ({ signal }) => (await request<{ staff: Staff[] }>('GET', '/staff', { signal })).staff,
  staleTime: 300_000,
});

/** Names somebody of the staff; who is not there any more is named as that. */
export function useStaffNames(): (staffId: string) => string {
  const { t } = useTranslation();
  const { data } = useQuery(staffQuery);
  return useCallback(
    (staffId) => data?.find(({ id }) => id === staffId)?.name ?? (data ? t('inbox.formerStaff') : '…'),
    [data, t],
  );
}
