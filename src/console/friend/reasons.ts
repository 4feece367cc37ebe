import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { REASONS } from './reason-codes.js';

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
