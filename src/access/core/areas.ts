/** The area of a permission that each tag of the API belongs to. A route whose tag does not tell says so in its `access`. */
export const AREA_OF_TAG = {
  'API keys': 'apiKeys',
  Activity: 'friends',
  Assignment: 'assignment',
  Attributes: 'attributes',
  Audit: 'audit',
  'Auto-responses': 'autoResponses',
  Calendars: 'service',
  Campaigns: 'campaigns',
  Channels: 'channels',
  'Check-in': 'points',
  Coupons: 'messages',
  Deliveries: 'deliveries',
  Feedback: 'feedback',
  Friends: 'friends',
  'Import and export': 'imports',
  Inbox: 'inbox',
  LIFF: 'friends',
  Lifecycle: 'lifecycle',
  Links: 'links',
  Media: 'media',
  Membership: 'membership',
  'Merging and erasing': 'erasures',
  'Message sets': 'messages',
  Notices: 'notices',
  Operations: 'operations',
  Points: 'points',
  Referrals: 'referrals',
  Reports: 'reports',
  'Rich menus': 'richMenus',
  Roles: 'staff',
  Sales: 'sales',
  Segments: 'segments',
  Sending: 'sending',
  'Service policies': 'service',
  Session: 'staff',
  Staff: 'staff',
  Surveys: 'surveys',
  Tags: 'tags',
  Tiers: 'tiers',
} as const;

/** What a route is listed under in the API's description. */
export type Tag = keyof typeof AREA_OF_TAG;

/** Areas that no tag stands for: one part of what a tag covers, which is given to people apart from the rest. */
const AREAS_WITHIN = ['approvals', 'exports'] as const;

/** Areas that are part of another one as well: who may do something there may do it here. */
export const AREA_AROUND: Readonly<Record<string, string>> = { feedback: 'surveys' };

/** What a permission is about. */
export type Area = (typeof AREA_OF_TAG)[Tag] | (typeof AREAS_WITHIN)[number];

export const AREAS: Area[] = [...new Set<Area>([...Object.values(AREA_OF_TAG), ...AREAS_WITHIN])].toSorted();
