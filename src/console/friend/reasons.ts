import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { UNKNOWN_REASONS } from '../../deliveries/core/delivery-state.js';
import { PASSABLE_REASONS, SKIP_REASONS } from '../../deliveries/core/gates.js';
import { REJECT_REASONS } from '../../deliveries/core/reject-reason.js';

/** Every reason that a delivery can have for its outcome. */
export const REASONS = [...new Set([...SKIP_REASONS, ...PASSABLE_REASONS, ...REJECT_REASONS, ...UNKNOWN_REASONS])];

/** Says a reason of a delivery in words; one that we do not know is shown as it is. */
export function useReasons(): (reason: string) => string {
  const { t } = useTranslation();
  return useCallback(
    (reason) => {
      const known = REASONS.find((one) => one === reason);
      return known ? t(`friends.reason.${known}`) : reason;
    },
    [t],
  );
}
