import { REPLY_TOKEN_LAST_MS } from '../limits.js';
import type { JsonObject } from '../json.js';
import type { Simulator } from '../simulator.js';
import type { Bot } from '../world/bot.js';

/** A webhook event as it is posted. */
export interface WebhookEvent extends JsonObject {
  type: string;
  webhookEventId: string;
  timestamp: number;
  mode: 'active' | 'standby';
  deliveryContext: { isRedelivery: boolean };
  replyToken?: string;
}

/** The chat in which something happened. */
export interface Place {
  /** User, group or room ID; a reply goes there. */
  chatId: string;
  source: JsonObject | undefined;
}

export interface EventOptions {
  /** Whether the event can be answered. */
  isReplyable: boolean;
  /** Another channel holds the chat: no reply token then. */
  isStandby?: boolean | undefined;
}

/** An event with everything that all events share; fields without a value are left out, never null. */
export function newEvent(
  sim: Simulator,
  bot: Bot,
  type: string,
  place: Place,
  fields: JsonObject,
  { isReplyable, isStandby = false }: EventOptions,
): WebhookEvent {
  const at = sim.clock.now();
  const event: WebhookEvent = {
    type,
    ...fields,
    webhookEventId: sim.ids.ulid(at),
    deliveryContext: { isRedelivery: false },
    timestamp: at,
    mode: isStandby ? 'standby' : 'active',
  };
  if (place.source) event['source'] = place.source;
  if (isReplyable && !isStandby) event.replyToken = issueReplyToken(sim, bot, place.chatId, at);
  return event;
}

function issueReplyToken(sim: Simulator, bot: Bot, chatId: string, at: number): string {
  const tokens = sim.world.replyTokens;
  for (const [token, { eventAt }] of tokens) {
    if (at - eventAt <= REPLY_TOKEN_LAST_MS) break;
    tokens.delete(token);
  }
  const token = sim.ids.token().slice(0, 32);
  tokens.set(token, { channelId: bot.channelId, chatId, eventAt: at, deliveredAt: at });
  return token;
}
