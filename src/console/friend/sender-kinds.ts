/** What sends to friends, as deliveries name it. */
export const SENDERS = [
  'api',
  'autoResponse',
  'campaign',
  'campaignTest',
  'checkIn',
  'feedback',
  'greeting',
  'inbox',
  'membership',
  'survey',
] as const;
