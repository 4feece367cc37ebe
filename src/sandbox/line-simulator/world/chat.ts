import type { JsonObject } from '../json.js';
import type { Person } from './person.js';

export type SendMethod = 'reply' | 'push' | 'multicast' | 'narrowcast' | 'broadcast';

/** One accepted send; every chat that received it holds this same object. */
export interface Delivery {
  kind: 'seen';
  requestId: string;
  method: SendMethod;
  at: number;
  messages: JsonObject[];
  messageIds: string[];
  notificationDisabled: boolean;
  /** Name of the aggregation unit it is counted under. */
  unit?: string | undefined;
  /** URI taps by URL, for statistics and click audiences. */
  clicks: Map<string, { taps: number; people: Set<Person> }>;
}

/** Something the person put into the chat. */
export interface Said {
  kind: 'said';
  at: number;
  messageId: string;
  /** The message object as the webhook carried it, without tokens. */
  message: JsonObject;
  unsentAt?: number | undefined;
}

/** Something the person did that is no message. */
export interface Did {
  kind: 'did';
  at: number;
  act: string;
  detail?: JsonObject | undefined;
}

export type Entry = Delivery | Said | Did;

/** Bytes that a person sent. */
export interface Content {
  channelId: string;
  type: string;
  bytes: Buffer;
  contentType: string;
  readyAt: number;
  failed: boolean;
  unsentAt?: number | undefined;
}
