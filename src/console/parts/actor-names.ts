import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { staffQuery } from './staff.js';

/** Names who did something, by an id alone or one such as `staff/…`: staff by their name, everything else as a program. */
export function useActorNames(): (actor: string) => string {
  const { t } = useTranslation();
  const { data } = useQuery(staffQuery);
  return useCallback(
    (actor) => {
      const [kind = '', id = kind] = actor.split('/');
      const name = data?.find((one) => one.id === id)?.name;
      return name ?? t(kind === 'staff' ? 'inbox.formerStaff' : 'friends.program');
    },
    [data, t],
  );
}
