import { useTranslation } from 'react-i18next';

/** Reasons for which a campaign stops that have words of their own; the server says others in a sentence. */
const REASONS = ['approval', 'audienceFailed', 'auth', 'budget', 'byHand', 'failures', 'monthlyLimit'] as const;

/** Says a reason in words. */
export function useReason(): (reason: string) => string {
  const { t } = useTranslation();
  return (reason) => {
    const known = REASONS.find((one) => one === reason);
    return known ? t(`home.reasons.${known}`) : reason;
  };
}
