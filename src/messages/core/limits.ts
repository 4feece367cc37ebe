/**
 * LINE's limits on message objects.
 * Source: developers.line.biz, Messaging API reference, "Message objects", and "Text character count".
 * Lengths are UTF-16 code units unless the name says graphemes.
 */
export const MESSAGES_MAX = 5; // one request to reply, push, multicast, narrowcast or broadcast

export const TEXT_LENGTH_MAX = 5000; // text message, text message v2
export const EMOJIS_MAX = 20; // text message: emojis; v2: emoji substitutions
export const MENTIONS_MAX = 20; // text message v2: mention substitutions
export const SUBSTITUTIONS_MAX = 100; // text message v2
export const SUBSTITUTION_KEY_LENGTH_MAX = 20; // text message v2

export const URL_LENGTH_MAX = 2000; // every image, video, audio and icon URL
export const ALT_TEXT_LENGTH_MAX = 1500; // template, flex, imagemap
export const TRACKING_ID_LENGTH_MAX = 100; // video message
export const LOCATION_TEXT_LENGTH_MAX = 100; // location message: title, address
export const DELIVERY_TAG_LENGTH_MAX = 30; // coupon message

export const QUICK_REPLIES_MAX = 13; // quick reply
export const SENDER_NAME_LENGTH_MAX = 20; // icon and display name

export const POSTBACK_DATA_LENGTH_MAX = 300; // postback, datetime picker, rich menu switch
export const ACTION_TEXT_GRAPHEMES_MAX = 300; // postback displayText and fillInText, message text
export const ACTION_URI_LENGTH_MAX = 1000; // uri action
export const CLIPBOARD_TEXT_LENGTH_MAX = 1000; // clipboard action
export const RICH_MENU_ALIAS_ID_LENGTH_MAX = 32; // rich menu switch action

export const TEMPLATE_LABEL_GRAPHEMES_MAX = 20; // action label in buttons, confirm, carousel
export const QUICK_REPLY_LABEL_GRAPHEMES_MAX = 20; // action label in a quick reply
export const IMAGE_CAROUSEL_LABEL_GRAPHEMES_MAX = 12; // action label in an image carousel
export const FLEX_LABEL_GRAPHEMES_MAX = 40; // action label in a flex message
export const RICH_MENU_LABEL_GRAPHEMES_MAX = 20; // action label in a rich menu area

export const BUTTONS_ACTIONS_MAX = 4; // buttons template
export const CONFIRM_ACTIONS = 2; // confirm template
export const CAROUSEL_COLUMNS_MAX = 10; // carousel and image carousel templates
export const CAROUSEL_ACTIONS_MAX = 3; // carousel template, per column
export const TEMPLATE_TITLE_GRAPHEMES_MAX = 40; // buttons, carousel
export const BUTTONS_TEXT_GRAPHEMES_MAX = 160; // buttons without title and image
export const CONFIRM_TEXT_GRAPHEMES_MAX = 240; // confirm template
export const CAROUSEL_TEXT_GRAPHEMES_MAX = 120; // carousel column without title and image
export const TEXT_BESIDE_IMAGE_OR_TITLE_GRAPHEMES_MAX = 60; // buttons, carousel column

export const FLEX_BUBBLE_BYTES_MAX = 30_000; // "30 KB" of JSON, read as thousands so that either reading passes
export const FLEX_CAROUSEL_BYTES_MAX = 50_000; // "50 KB" of JSON, likewise
export const FLEX_BUBBLES_MAX = 12; // flex carousel

export const IMAGEMAP_WIDTH = 1040; // imagemap baseSize.width
export const IMAGEMAP_ACTIONS_MAX = 50; // imagemap
export const IMAGEMAP_URI_LENGTH_MAX = 1000; // imagemap uri action, video external link
export const IMAGEMAP_LABEL_LENGTH_MAX = 100; // imagemap actions
export const IMAGEMAP_TEXT_LENGTH_MAX = 400; // imagemap message action
export const IMAGEMAP_VIDEO_LABEL_LENGTH_MAX = 30; // imagemap video external link
