/**
 * Limits that LINE publishes, each with the page that states it.
 * "Messaging API reference" and "LINE Login reference" are developers.line.biz/en/reference.
 * What LINE does not publish is in settings.ts instead.
 */
export const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** Messaging API reference, status codes: a larger request body is answered 413. */
export const JSON_BODY_BYTES_MAX = 2 * 1024 * 1024;
/** Messaging API reference, send messages. */
export const MESSAGES_MAX = 5;
/** Messaging API reference, multicast `to`. */
export const MULTICAST_RECIPIENTS_MAX = 500;
/** Messaging API reference, retry a failed request: a retry key is kept 24 hours from its first request. */
export const RETRY_KEY_KEPT_MS = 24 * HOUR_MS;
/** Messaging API reference, reply token: to be used within one minute of receiving the webhook. */
export const REPLY_TOKEN_WINDOW_MS = MINUTE_MS;
/** Messaging API reference, reply token: never after twenty minutes from the event, redelivered or not. */
export const REPLY_TOKEN_LAST_MS = 20 * MINUTE_MS;
/** Messaging API reference, push: a person who is no friend is reached for seven days after the last 1:1 message. */
export const NON_FRIEND_REACH_MS = 7 * DAY_MS;
/** Webhook error statistics guide: a bot server has two seconds to answer. */
export const WEBHOOK_ANSWER_MS = 2_000;
/** Messaging API reference, set webhook endpoint URL. */
export const WEBHOOK_URL_MAX = 500;

/** Messaging API reference, message objects. */
export const TEXT_MAX = 5_000;
export const EMOJIS_MAX = 20;
export const MENTIONS_MAX = 20;
export const SUBSTITUTIONS_MAX = 100;
export const SUBSTITUTION_KEY_MAX = 20;
export const URL_MAX = 2_000;
export const TRACKING_ID_MAX = 100;
export const LOCATION_TEXT_MAX = 100;
export const ALT_TEXT_MAX = 1_500;
export const SENDER_NAME_MAX = 20;
export const QUICK_REPLIES_MAX = 13;
export const IMAGEMAP_ACTIONS_MAX = 50;
export const IMAGEMAP_WIDTH = 1_040;
export const IMAGEMAP_TEXT_MAX = 400;
export const COUPON_DELIVERY_TAG_MAX = 30;

/** Messaging API reference, action objects. */
export const POSTBACK_DATA_MAX = 300;
export const ACTION_TEXT_MAX = 300;
export const URI_MAX = 1_000;
export const CLIPBOARD_TEXT_MAX = 1_000;
export const LABEL_MAX = { template: 20, imageCarousel: 12, richMenu: 20, quickReply: 20, flex: 40, imagemap: 100 };

/** Messaging API reference, template messages. */
export const TEMPLATE_TITLE_MAX = 40;
export const BUTTONS_ACTIONS_MAX = 4;
export const BUTTONS_TEXT_MAX = 160;
export const TEMPLATE_TEXT_WITH_TITLE_MAX = 60;
export const CONFIRM_TEXT_MAX = 240;
export const CONFIRM_ACTIONS = 2;
export const CAROUSEL_COLUMNS_MAX = 10;
export const CAROUSEL_ACTIONS_MAX = 3;
export const CAROUSEL_TEXT_MAX = 120;

/** Messaging API reference, Flex Message. */
export const FLEX_BUBBLE_BYTES_MAX = 30 * 1024;
export const FLEX_CAROUSEL_BYTES_MAX = 50 * 1024;
export const FLEX_BUBBLES_MAX = 12;

/** Messaging API reference, rich menus. */
export const RICH_MENU_WIDTH = { min: 800, max: 2_500 };
export const RICH_MENU_HEIGHT_MIN = 250;
export const RICH_MENU_RATIO_MIN = 1.45;
export const RICH_MENU_NAME_MAX = 300;
export const CHAT_BAR_TEXT_MAX = 14;
export const RICH_MENU_AREAS_MAX = 20;
export const RICH_MENU_IMAGE_BYTES_MAX = 1024 * 1024;
export const RICH_MENUS_MAX = 1_000;
export const RICH_MENU_ALIASES_MAX = 1_000;
export const RICH_MENU_ALIAS_ID_MAX = 32;
export const BULK_LINK_USERS_MAX = 500;
export const BATCH_OPERATIONS_MAX = 1_000;
export const BATCH_KEPT_MS = 14 * DAY_MS;

/** Messaging API reference, narrowcast. */
export const NARROWCAST_AUDIENCES_MAX = 10;
export const NARROWCAST_FILTERS_MAX = 10;
export const NARROWCAST_PROGRESS_KEPT_MS = 14 * DAY_MS;

/** Messaging API reference, statistics. */
export const AGGREGATION_UNIT_NAME_MAX = 30;
export const AGGREGATION_UNITS_PER_MONTH_MAX = 1_000;
export const STATISTICS_KEPT_MS = 14 * DAY_MS;
export const STATISTICS_SHOWN_MIN = 20;

/** Messaging API reference, manage audience. */
export const AUDIENCES_MAX = 1_000;
export const AUDIENCE_NAME_MAX = 120;
export const AUDIENCE_UPLOAD_DESCRIPTION_MAX = 300;
export const AUDIENCE_JSON_IDS_MAX = 10_000;
export const AUDIENCE_FILE_IDS_MAX = 1_500_000;
export const AUDIENCE_KEPT_MS = 180 * DAY_MS;
export const AUDIENCE_JOBS_LISTED_MAX = 50;
export const AUDIENCE_CONCURRENT_MAX = 10;
export const AUDIENCE_PAGE_MAX = 40;
export const AUDIENCE_PAGE_DEFAULT = 20;
export const RETARGETING_REQUEST_KEPT_MS = 60 * DAY_MS;
export const CLICK_URL_MAX = 2_000;

/** Messaging API reference, users and groups. */
export const FOLLOWERS_PAGE_MAX = 1_000;
export const FOLLOWERS_PAGE_DEFAULT = 300;
export const MEMBERS_PAGE = 100;
export const START_TOKEN_KEPT_MS = DAY_MS;
export const LINK_TOKEN_KEPT_MS = 10 * MINUTE_MS;

/** Messaging API reference, loading animation. */
export const LOADING_SECONDS = { min: 5, max: 60, step: 5, default: 20 };

/** Messaging API reference, coupons. */
export const COUPONS_MAX = 5_000;
export const COUPON_TEXT_MAX = { title: 60, description: 1_000, usageCondition: 100, couponCode: 16 };

/** Channel access token guide. */
export const TOKEN_LIFE_MS = { stateless: 15 * MINUTE_MS, shortLived: 30 * DAY_MS, v21Max: 30 * DAY_MS };
export const TOKENS_PER_CHANNEL_MAX = 30;
export const ASSERTION_LIFE_MAX_MS = 30 * MINUTE_MS;

/** LINE Login reference. */
export const LOGIN_CODE_LIFE_MS = 10 * MINUTE_MS;
export const LOGIN_ACCESS_TOKEN_LIFE_MS = 30 * DAY_MS;
export const LOGIN_REFRESH_TOKEN_LIFE_MS = 90 * DAY_MS;
/** LIFF guide: access tokens of a LIFF app are valid twelve hours. */
export const LIFF_ACCESS_TOKEN_LIFE_MS = 12 * HOUR_MS;
/** LIFF server API reference. */
export const LIFF_APPS_MAX = 30;
