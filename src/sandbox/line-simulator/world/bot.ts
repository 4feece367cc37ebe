import type { JsonObject } from '../json.js';
import type { Audience, Coupon, Narrowcast } from './audience.js';
import type { SendMethod } from './chat.js';
import type { Relation } from './relation.js';
import type { RichMenuBatch, StoredRichMenu } from './rich-menu.js';

export type Quota = { type: 'none' } | { type: 'limited'; value: number };
export type Counts = Partial<Record<SendMethod, number>>;

/** One Messaging API channel with its official account. */
export interface Bot {
  channelId: string;
  channelSecret: string;
  /** The long-lived channel access token. */
  accessToken: string;
  basicId: string;
  botUserId: string;
  displayName: string;
  providerId: string;
  webhookUrl?: string | undefined;
  isWebhookActive: boolean;
  webhookRedelivery: boolean;
  quota: Quota;
  isVerified: boolean;
  loginChannelId?: string | undefined;
  loginChannelSecret?: string | undefined;
  liffId?: string | undefined;
  chatMode: 'bot' | 'chat';
  markAsReadMode: 'auto' | 'manual';
  relations: Map<string, Relation>;
  /** Billed messages by month (yyyyMM, UTC+9) and method. */
  billed: Map<string, Counts>;
  /** People reached by day (yyyyMMdd, UTC+9) and method. */
  reached: Map<string, Counts>;
  /** Names of aggregation units by month (yyyyMM, UTC+9). */
  units: Map<string, Set<string>>;
  richMenus: Map<string, StoredRichMenu>;
  richMenuAliases: Map<string, string>;
  richMenuBatches: Map<string, RichMenuBatch>;
  defaultRichMenuId?: string | undefined;
  audiences: Map<number, Audience>;
  narrowcasts: Map<string, Narrowcast>;
  coupons: Map<string, Coupon>;
  liffApps: Map<string, JsonObject>;
  membershipPlans: JsonObject[];
  /** Membership ID to the subscribed user IDs. */
  members: Map<number, Set<string>>;
  /** Public keys registered for JWT assertions, by kid. */
  assertionKeys: Map<string, JsonObject>;
}

/** What a new channel starts with. */
export function emptyBooks() {
  return {
    relations: new Map<string, Relation>(),
    billed: new Map<string, Counts>(),
    reached: new Map<string, Counts>(),
    units: new Map<string, Set<string>>(),
    richMenus: new Map<string, StoredRichMenu>(),
    richMenuAliases: new Map<string, string>(),
    richMenuBatches: new Map<string, RichMenuBatch>(),
    audiences: new Map<number, Audience>(),
    narrowcasts: new Map<string, Narrowcast>(),
    coupons: new Map<string, Coupon>(),
    liffApps: new Map<string, JsonObject>(),
    membershipPlans: [] as JsonObject[],
    members: new Map<number, Set<string>>(),
    assertionKeys: new Map<string, JsonObject>(),
  };
}
