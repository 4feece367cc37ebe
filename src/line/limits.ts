/** LINE's published limits that the gateway and its callers obey. Source: LINE Messaging API reference, 2026-08. */
export const MULTICAST_RECIPIENTS_MAX = 500;
/** A retry key is remembered for 24 hours from the first request; after that the same key sends again. */
export const RETRY_KEY_LIFETIME_MS = 24 * 3600 * 1000;
/** Requests per second that LINE allows per channel and endpoint. */
export const RATE_PER_SECOND = {
  reply: 2_000,
  push: 2_000,
  multicast: 200,
  linkRichMenu: 2_000,
  unlinkRichMenu: 2_000,
  linkRichMenus: 2_000,
  unlinkRichMenus: 2_000,
  getLinkedRichMenu: 2_000,
  profile: 2_000,
  memberProfile: 2_000,
  markAsRead: 2_000,
  startLoading: 100,
} as const;
export type RatedEndpoint = keyof typeof RATE_PER_SECOND;

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Requests that LINE allows per channel and endpoint where it counts minutes or hours: too slow to wait for a turn. */
export const SLOW_RATES = {
  narrowcast: { count: 60, perMs: HOUR_MS },
  broadcast: { count: 60, perMs: HOUR_MS },
  insightOfRequest: { count: 60, perMs: HOUR_MS },
  insightOfUnit: { count: 60, perMs: HOUR_MS },
  insightOfMenu: { count: 60, perMs: HOUR_MS },
  insightOfMenuByDay: { count: 60, perMs: HOUR_MS },
  createAudience: { count: 60, perMs: MINUTE_MS },
  addToAudience: { count: 60, perMs: MINUTE_MS },
  getAudience: { count: 60, perMs: MINUTE_MS },
  listAudiences: { count: 60, perMs: MINUTE_MS },
  deleteAudience: { count: 60, perMs: MINUTE_MS },
  replaceRichMenu: { count: 3, perMs: HOUR_MS },
  getMenuBatchPhase: { count: 100, perMs: HOUR_MS },
} as const;
export type SlowEndpoint = keyof typeof SLOW_RATES;

/** People to whom one request links a menu, or from whom it takes theirs. */
export const BULK_LINK_USERS_MAX = 500;
/** User ids in one request that creates an audience or adds to one. */
export const AUDIENCE_IDS_MAX = 10_000;
/** Conditions of a narrowcast's demographic filter. */
export const DEMOGRAPHIC_CONDITIONS_MAX = 10;
/** Distinct names of aggregation units in a calendar month; one more is ignored without a word. */
export const AGGREGATION_UNITS_PER_MONTH_MAX = 1_000;
/** Days after the sending in which LINE updates its figures. */
export const FIGURES_UPDATED_DAYS = 14;
/** The longest span of days that figures of an aggregation unit can be asked for, after its first day. */
export const FIGURES_SPAN_DAYS_MAX = 30;
/** The longest span of days that figures of a rich menu by day can be asked for, after its first day. */
export const MENU_DAYS_MAX = 99;
/** Rich menus and aliases of one channel that LINE keeps, and how often in an hour each kind of call may be made. */
export const RICH_MENU_LIMITS = {
  menus: 1_000,
  aliases: 1_000,
  perHour: { create: 100, delete: 100, deleteAlias: 100 },
} as const;
/** Where LINE's days and months begin: its dates are in UTC+9. */
export const LINE_TIME_ZONE = 'Asia/Tokyo';

/** Longer than one call to LINE may take: whoever has not written down how it ended by then has died, and another may repeat it. */
export const CALL_OVERDUE_MS = 15_000;
