import { createHash } from 'node:crypto';
import type { ChannelCall } from '../http/route.js';
import { sealToken } from '../ids.js';
import { type JsonObject, asText, wordOf } from '../json.js';
import { RETARGETING_REQUEST_KEPT_MS } from '../limits.js';
import type { Simulator } from '../simulator.js';
import type { Delivery, Entry, SendMethod } from '../world/chat.js';
import { addEntry } from '../world/relation.js';
import { book } from './quota.js';

/** Message types whose `sentMessages` entry carries a quote token. */
const QUOTABLE = new Set(['text', 'textV2', 'sticker', 'image', 'video', 'template', 'flex']);

export interface Send {
  method: SendMethod;
  path: string;
  messages: JsonObject[];
  notificationDisabled: boolean;
  unit?: string | undefined;
  /** As addressed. */
  recipients: string[];
  /** People who see it. */
  reachedIds: string[];
  /** The chats it goes into. */
  chats: Entry[][];
  billed: number;
}

/** Brings accepted messages into the chats, books them and writes the ledger. */
export function deliver(sim: Simulator, call: ChannelCall, send: Send): Delivery {
  const { bot } = call;
  const now = sim.clock.now();
  const delivery: Delivery = {
    kind: 'seen',
    requestId: call.requestId,
    method: send.method,
    at: now,
    messages: send.messages,
    messageIds: send.messages.map(() => sim.ids.message()),
    notificationDisabled: send.notificationDisabled,
    unit: send.unit,
    clicks: new Map(),
  };
  for (const entries of send.chats) addEntry(entries, delivery, sim.settings.chatEntriesMax);
  book(bot, send.method, send.reachedIds.length, send.billed, now);
  if (send.unit !== undefined || send.method === 'broadcast' || send.method === 'narrowcast') {
    const kept = Object.assign(delivery, { channelId: bot.channelId, reachedIds: send.reachedIds });
    forgetOld(sim, now);
    sim.world.deliveries.set(call.requestId, kept);
  }
  const retryKey = call.headers['x-line-retry-key'];
  sim.ledger.accept({
    requestId: call.requestId,
    channelId: bot.channelId,
    method: send.method,
    path: send.path,
    retryKey: typeof retryKey === 'string' ? retryKey : undefined,
    recipients: send.recipients,
    reachedIds: send.reachedIds,
    billed: send.billed,
    contentHash: hashOf(send.messages),
    at: now,
    retriedBy: [],
    isAnswered: true,
  });
  tellSeen(sim, bot.channelId, send);
  return delivery;
}

/** The `sentMessages` of a reply or push: IDs as text, since eighteen digits do not fit a JavaScript number. */
export function sentMessages(delivery: Delivery, channelId: string, chatId: string): JsonObject[] {
  return delivery.messages.map((message, index) => {
    const id = delivery.messageIds[index] ?? '';
    return QUOTABLE.has(String(message['type'])) ? { id, quoteToken: sealToken(channelId, chatId, id) } : { id };
  });
}

/** Nothing asks for figures or audiences of sends older than that. */
function forgetOld(sim: Simulator, now: number): void {
  for (const [requestId, { at }] of sim.world.deliveries) {
    if (now - at <= RETARGETING_REQUEST_KEPT_MS) return;
    sim.world.deliveries.delete(requestId);
  }
}

/** A short line about a message, for a log. */
export function summary(message: JsonObject): string {
  return asText(message['text']) ?? asText(message['altText']) ?? `[${wordOf(message['type'])}]`;
}

function hashOf(messages: JsonObject[]): string {
  return createHash('sha256').update(JSON.stringify(messages)).digest('base64url').slice(0, 22);
}

function tellSeen(sim: Simulator, channelId: string, send: Send): void {
  if (!sim.tell) return;
  const text = `${send.method}: ${send.messages.map(summary).join(' / ')}`;
  const [only] = send.reachedIds;
  if (send.reachedIds.length === 1) sim.tell({ kind: 'seen', channelId, userId: only, text });
  else sim.tell({ kind: 'seen', channelId, text: `${text} (${send.reachedIds.length} people)` });
}
