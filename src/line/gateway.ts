import type { Readable } from 'node:stream';

/** Channel credentials that a gateway is built from. */
export interface LineCredentials {
  channelId: string;
  accessToken: string;
}

/** A message object of LINE; its content was validated by the messages domain. */
export type LineMessage = { type: string } & Record<string, unknown>;

/** LINE took the request. `repeated` when this retry key had been accepted before: nothing was sent again. */
export interface LineAccepted {
  requestId: string;
  repeated: boolean;
  sentMessages: { id: string; quoteToken?: string }[];
}

export interface LineProfile {
  displayName: string;
  pictureUrl?: string;
  language?: string;
  statusMessage?: string;
}

/** Content of a media message: being prepared by LINE, or a stream with its type. */
export type LineContent = { state: 'preparing' } | { state: 'ready'; contentType: string; stream: Readable };

export interface LineRichMenu {
  size: { width: number; height: number };
  selected: boolean;
  name: string;
  chatBarText: string;
  areas: object[];
}

/** Where an area lies, in pixels of the image. */
export interface LineBounds {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** LINE's figures of a rich menu over some days: how often and by about how many people it was seen, and each area tapped. */
export interface LineMenuSummary {
  count: number;
  uniqueUsers: number;
  areas: { bounds: LineBounds; count: number; uniqueUsers: number }[];
}

/** The same by day, `YYYY-MM-DD` in LINE_TIME_ZONE. People of several days cannot be added up. */
export interface LineMenuDays {
  impressions: LineDayFigure[];
  areas: { bounds: LineBounds; taps: LineDayFigure[] }[];
}

export interface LineDayFigure {
  day: string;
  count: number;
  uniqueUsers: number;
}

export interface SendOptions {
  retryKey: string;
  /** LINE's aggregation unit, for its own statistics. At most 30 of [a-zA-Z0-9_]. */
  aggregationUnit?: string;
}

/** Whom a narrowcast is for, and how many at most: with fewer left of the quota LINE takes nothing. */
export interface NarrowcastTarget {
  audienceId: number;
  /** A demographic filter in LINE's form. */
  demographic: object | null;
  max: number;
}

/** How far LINE is with a narrowcast. Counts are null while it waits. */
export interface NarrowcastProgress {
  phase: 'waiting' | 'sending' | 'succeeded' | 'failed';
  targetCount: number | null;
  successCount: number | null;
  failureCount: number | null;
  /** LINE's number for why it failed. */
  errorCode: number | null;
}

/** An audience at LINE. `isWorking` while people whom we added are not all in it yet. */
export interface LineAudience {
  audienceId: number;
  description: string;
  status: 'IN_PROGRESS' | 'READY' | 'FAILED' | 'EXPIRED' | 'INACTIVE' | 'ACTIVATING';
  /** People whom LINE took in, of those that were uploaded. */
  size: number;
  isWorking: boolean;
  hasFailedJob: boolean;
}

/** LINE's own figures of one or more sends. A figure below 20 is null: LINE does not show it. */
export interface LineInsight {
  /** People to whom it was delivered; LINE tells it of narrowcasts and broadcasts alone. */
  delivered: number | null;
  uniqueImpression: number | null;
  uniqueClick: number | null;
  uniqueMediaPlayed: number | null;
  bubbles: { seq: number; impression: number | null }[];
  clicks: { seq: number; url: string; click: number | null; uniqueClick: number | null }[];
}

/** LINE's ways to send, each with rules of its own for messages. */
export type SendKind = 'reply' | 'push' | 'multicast' | 'narrowcast' | 'broadcast';

/** A coupon of LINE, in LINE's words; once made it can only be closed. */
export interface LineCoupon {
  couponId: string;
  title: string;
  status: 'DRAFT' | 'RUNNING' | 'CLOSED';
}

/** How far LINE is with relinking everybody from one menu to another. */
export type MenuBatchPhase = 'ongoing' | 'succeeded' | 'failed';

/** Linking menus to many people at once. LINE does it within seconds of its answer, a batch within minutes. */
export interface MenuLinks {
  /** Links a menu to at most BULK_LINK_USERS_MAX people. With one malformed id LINE links nobody and names its place. */
  linkRichMenus(lineUserIds: string[], richMenuId: string): Promise<void>;
  unlinkRichMenus(lineUserIds: string[]): Promise<void>;
  /** Links everybody who has the menu `from` to `to`. The same key goes on where LINE failed. Resolves to the request's id. */
  replaceRichMenu(menus: { from: string; to: string }, resumeKey: string): Promise<string>;
  getMenuBatchPhase(requestId: string): Promise<MenuBatchPhase>;
}

/** What we can ask of LINE for one channel. Every method rejects with a LineError subclass and nothing else. */
export interface LineGateway extends MenuLinks {
  reply(replyToken: string, messages: LineMessage[]): Promise<LineAccepted>;
  push(to: string, messages: LineMessage[], options: SendOptions): Promise<LineAccepted>;
  multicast(to: string[], messages: LineMessage[], options: SendOptions): Promise<LineAccepted>;
  /** To everybody who follows, also those whom we do not know. */
  broadcast(messages: LineMessage[], options: { retryKey: string }): Promise<LineAccepted>;
  /** To those of an audience who meet a demographic filter. LINE sends later; ask for its progress by request id. */
  narrowcast(target: NarrowcastTarget, messages: LineMessage[], options: { retryKey: string }): Promise<LineAccepted>;
  /** How far a narrowcast is. Rejects with LineNotFoundError 14 days after it was accepted. */
  getNarrowcastProgress(requestId: string): Promise<NarrowcastProgress>;
  /** Makes an audience of these LINE user ids, at most AUDIENCE_IDS_MAX; resolves to its id. */
  createAudience(description: string, lineUserIds: string[]): Promise<number>;
  /** Adds to an audience; who is in it already stays in it once. */
  addToAudience(audienceId: number, lineUserIds: string[]): Promise<void>;
  /** The audience, or null when there is none (any more). */
  findAudience(audienceId: number): Promise<LineAudience | null>;
  /** Ids of the audiences with exactly this description, the oldest first; LINE shows at most 40 that contain it. */
  listAudienceIds(description: string): Promise<number[]>;
  /** Deletes an audience; one that is gone already is no error. */
  deleteAudience(audienceId: number): Promise<void>;
  /** Figures of what was sent under an aggregation unit on these days, `YYYY-MM-DD` in LINE_TIME_ZONE, both within. */
  getUnitInsight(unit: string, days: { from: string; to: string }): Promise<LineInsight>;
  /** Figures of a narrowcast or broadcast. */
  getRequestInsight(requestId: string): Promise<LineInsight>;
  /** Distinct names of aggregation units that were used this month. */
  countAggregationUnits(): Promise<number>;
  /** To how many people all broadcasts of a day went, `YYYY-MM-DD` in LINE_TIME_ZONE; null while LINE does not know yet. */
  countBroadcastOn(day: string): Promise<number | null>;
  /** Resolves when LINE would take these messages; LineInvalidError names the properties that it refuses. Sends nothing. */
  validateMessages(kind: SendKind, messages: LineMessage[]): Promise<void>;
  /** Makes a coupon from LINE's coupon object; resolves to its id. */
  createCoupon(coupon: object): Promise<string>;
  /** A page of coupons in one status; `next` begins the next page for 24 hours. */
  listCoupons(
    status: LineCoupon['status'],
    start: string | null,
    limit: number,
  ): Promise<{ coupons: LineCoupon[]; next: string | null }>;
  getCoupon(couponId: string): Promise<LineCoupon & Record<string, unknown>>;
  /** Rejects with LineNotFoundError for one that is unknown or closed already. */
  closeCoupon(couponId: string): Promise<void>;
  /** Marks the message of this token, and all before it, as read; the person sees that. A token may be used again. */
  markAsRead(token: string): Promise<void>;
  /** Shows a person for so long that an answer is coming: 5 to 60 seconds in steps of 5. */
  startLoading(lineUserId: string, seconds: number): Promise<void>;
  getProfile(lineUserId: string): Promise<LineProfile>;
  /** Somebody in a group or room, friend or not. Rejects with LineNotFoundError for who is not in it. */
  getMemberProfile(groupId: string, lineUserId: string): Promise<Pick<LineProfile, 'displayName' | 'pictureUrl'>>;
  /** A page of the LINE user ids of those who follow; `next` begins the next page for 24 hours. Verified accounts only. */
  listFollowerIds(start: string | null, limit: number): Promise<{ lineUserIds: string[]; next: string | null }>;
  getBotUserId(): Promise<string>;
  getQuota(): Promise<{ limit: number | null; used: number }>;
  getContent(messageId: string): Promise<LineContent>;
  createRichMenu(menu: LineRichMenu): Promise<string>;
  /** A menu's image, which LINE takes once; false when it has one already. */
  uploadRichMenuImage(richMenuId: string, image: Buffer, contentType: string): Promise<boolean>;
  listRichMenus(): Promise<{ richMenuId: string; name: string }[]>;
  deleteRichMenu(richMenuId: string): Promise<void>;
  /** Points the alias at the menu, creating the alias when it does not exist. */
  putRichMenuAlias(aliasId: string, richMenuId: string): Promise<void>;
  listRichMenuAliases(): Promise<{ aliasId: string; richMenuId: string }[]>;
  /** Deletes an alias; one that is gone already is no error. */
  deleteRichMenuAlias(aliasId: string): Promise<void>;
  /** The menu of everybody who has none of their own, or null when none was set through the API. */
  getDefaultRichMenu(): Promise<string | null>;
  setDefaultRichMenu(richMenuId: string): Promise<void>;
  clearDefaultRichMenu(): Promise<void>;
  /** LINE's figures of a menu over these days, `YYYY-MM-DD` in LINE_TIME_ZONE, both within; null below 20 people who tapped. */
  getRichMenuSummary(richMenuId: string, days: { from: string; to: string }): Promise<LineMenuSummary | null>;
  /** The same by day, of at most MENU_DAYS_MAX days after the first. */
  getRichMenuDays(richMenuId: string, days: { from: string; to: string }): Promise<LineMenuDays | null>;
  linkRichMenu(lineUserId: string, richMenuId: string): Promise<void>;
  unlinkRichMenu(lineUserId: string): Promise<void>;
  getLinkedRichMenu(lineUserId: string): Promise<string | null>;
  /** A token that begins an account link for a friend: for ten minutes, once. */
  issueLinkToken(lineUserId: string): Promise<string>;
  /** Who the ID token of a LIFF page speaks of. Rejects with LineInvalidError when forged, expired or of another channel. */
  verifyIdToken(idToken: string, loginChannelId: string): Promise<{ lineUserId: string }>;
}

export type ConnectLine = (credentials: LineCredentials) => LineGateway;
