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

export interface SendOptions {
  retryKey: string;
  /** LINE's aggregation unit, for its own statistics. At most 30 of [a-zA-Z0-9_]. */
  aggregationUnit?: string;
}

/** LINE's ways to send, each with rules of its own for messages. */
export type SendKind = 'reply' | 'push' | 'multicast' | 'narrowcast' | 'broadcast';

/** A coupon of LINE, in LINE's words; once made it can only be closed. */
export interface LineCoupon {
  couponId: string;
  title: string;
  status: 'DRAFT' | 'RUNNING' | 'CLOSED';
}

/** What we can ask of LINE for one channel. Every method rejects with a LineError subclass and nothing else. */
export interface LineGateway {
  reply(replyToken: string, messages: LineMessage[]): Promise<LineAccepted>;
  push(to: string, messages: LineMessage[], options: SendOptions): Promise<LineAccepted>;
  multicast(to: string[], messages: LineMessage[], options: SendOptions): Promise<LineAccepted>;
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
  getProfile(lineUserId: string): Promise<LineProfile>;
  /** A page of the LINE user ids of those who follow; `next` begins the next page for 24 hours. Verified accounts only. */
  listFollowerIds(start: string | null, limit: number): Promise<{ lineUserIds: string[]; next: string | null }>;
  getBotUserId(): Promise<string>;
  getQuota(): Promise<{ limit: number | null; used: number }>;
  getContent(messageId: string): Promise<LineContent>;
  createRichMenu(menu: LineRichMenu): Promise<string>;
  uploadRichMenuImage(richMenuId: string, image: Buffer, contentType: string): Promise<void>;
  listRichMenus(): Promise<{ richMenuId: string; name: string }[]>;
  deleteRichMenu(richMenuId: string): Promise<void>;
  /** Points the alias at the menu, creating the alias when it does not exist. */
  putRichMenuAlias(aliasId: string, richMenuId: string): Promise<void>;
  linkRichMenu(lineUserId: string, richMenuId: string): Promise<void>;
  unlinkRichMenu(lineUserId: string): Promise<void>;
  getLinkedRichMenu(lineUserId: string): Promise<string | null>;
  /** Who the ID token of a LIFF page speaks of. Rejects with LineInvalidError when forged, expired or of another channel. */
  verifyIdToken(idToken: string, loginChannelId: string): Promise<{ lineUserId: string }>;
}

export type ConnectLine = (credentials: LineCredentials) => LineGateway;
