import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useStaffNames } from '../parts/staff.js';

const STAFF = 'staff/';

/** Names who did something: staff by their name, everything else as a program. */
export function useActorNames(): (actor: string) => string {
  const { t } = useTranslation();
  const nameOfStaff = useStaffNames();
  return useCallback(
    (actor) => (actor.startsWith(STAFF) ? nameOfStaff(actor.slice(STAFF.length)) : t('friends.program')),
    [nameOfStaff, t],
  );
}
