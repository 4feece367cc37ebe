import { LINK_TOKEN_KEPT_MS } from '../limits.js';
import type { JsonObject } from '../json.js';
import type { Simulator } from '../simulator.js';
import type { WebhookEvent } from '../webhooks/events.js';
import { newEvent } from '../webhooks/events.js';
import { type ActInput, type ActResult, getActor, getBot, getPerson, noteDeed, sendEvent, sendEvents } from './act.js';

/** Comes near a beacon. */
export async function beacon(
  sim: Simulator,
  input: ActInput & { hwid: string; type?: 'enter' | 'banner' | 'stay' | undefined; dm?: string | undefined },
): Promise<ActResult> {
  const { hwid, type = 'enter', dm } = input;
  const fields = { beacon: { hwid, type, ...(dm !== undefined && { dm }) } };
  return sendEvent(sim, input, getActor(sim, input), 'beacon', fields);
}

/**
 * Comes back from the business's login with a link token and a nonce. Good: event `ok`. A token issued for somebody
 * else: event `failed`, which has neither source nor reply token. Expired, used or unknown: no event at all.
 */
export async function accountLink(
  sim: Simulator,
  input: ActInput & { linkToken: string; nonce: string },
): Promise<ActResult> {
  const actor = getActor(sim, input);
  const token = sim.linkTokens.get(input.linkToken);
  const now = sim.clock.now();
  if (!token || token.isUsed || now - token.issuedAt > LINK_TOKEN_KEPT_MS || token.channelId !== input.channelId) {
    return { events: [], response: {} };
  }
  token.isUsed = true;
  const isOk = token.userId === actor.relation.userId;
  const link = { result: isOk ? 'ok' : 'failed', nonce: input.nonce };
  noteDeed(sim, actor, 'accountLink', link);
  if (isOk) return sendEvent(sim, input, actor, 'accountLink', { link });
  const nowhere = { chatId: actor.relation.userId, source: undefined };
  const event = newEvent(sim, actor.bot, 'accountLink', nowhere, { link }, { isReplyable: false });
  return sendEvents(sim, input, actor.bot, [event]);
}

/** Watches a video with a tracking ID to its end. */
export async function videoPlayComplete(sim: Simulator, input: ActInput & { trackingId: string }): Promise<ActResult> {
  const actor = getActor(sim, input);
  noteDeed(sim, actor, 'videoPlayComplete', { trackingId: input.trackingId });
  return sendEvent(sim, input, actor, 'videoPlayComplete', { videoPlayComplete: { trackingId: input.trackingId } });
}

/** Joins, leaves or renews a membership plan. */
export async function membership(
  sim: Simulator,
  input: ActInput & { type: 'joined' | 'left' | 'renewed'; membershipId: number },
): Promise<ActResult> {
  const actor = getActor(sim, input);
  const { type, membershipId } = input;
  const members = actor.bot.members.get(membershipId) ?? new Set<string>();
  if (type === 'left') members.delete(actor.relation.userId);
  else members.add(actor.relation.userId);
  actor.bot.members.set(membershipId, members);
  noteDeed(sim, actor, 'membership', { type, membershipId });
  return sendEvent(sim, input, actor, 'membership', { membership: { type, membershipId } });
}

/** Deletes the LINE account; nobody is told. */
export function deleteAccount(sim: Simulator, input: { userId: string }): { userId: string } {
  getPerson(sim, input.userId).isDeleted = true;
  sim.touch();
  return { userId: input.userId };
}

/** Posts events as they are given, completed with what every event has: for types that do not exist yet. */
export async function sendRaw(
  sim: Simulator,
  input: Pick<ActInput, 'channelId' | 'webhook'> & { events: JsonObject[] },
): Promise<ActResult> {
  const bot = getBot(sim, input.channelId);
  const at = sim.clock.now();
  const events = input.events.map((event) => ({
    type: 'unknown',
    mode: 'active',
    timestamp: at,
    webhookEventId: sim.ids.ulid(at),
    deliveryContext: { isRedelivery: false },
    ...event,
  })) as WebhookEvent[];
  return sendEvents(sim, input, bot, events);
}
