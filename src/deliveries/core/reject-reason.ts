/** Why LINE refused a delivery for good, or why it could not be made. */
export const REJECT_REASONS = [
  'invalid',
  'notFound',
  'auth',
  'monthlyLimit',
  'templateInvalid',
  'tooFewRecipients',
  'narrowcastFailed',
] as const;
export type RejectReason = (typeof REJECT_REASONS)[number];
