import type { JsonObject } from '../json.js';
import type { Simulator } from '../simulator.js';
import { newEvent, type EventOptions, type Place, type WebhookEvent } from '../webhooks/events.js';
import type { DeliveryOptions, WebhookResponse } from '../webhooks/webhooks.js';
import type { Bot } from '../world/bot.js';
import type { Entry } from '../world/chat.js';
import type { Group } from '../world/group.js';
import { type Person, userIdFor } from '../world/person.js';
import { type Relation, addEntry } from '../world/relation.js';
import { findPerson, relationOf } from '../world/world.js';

/** What every act of a person names. */
export interface ActInput {
  channelId: string;
  userId: string;
  /** The group or room in which it happens; without it, the 1:1 chat. */
  groupId?: string | undefined;
  /** Another channel holds the chat. */
  standby?: boolean | undefined;
  webhook?: DeliveryOptions | undefined;
}

/** What an act led to. */
export interface ActResult {
  events: WebhookEvent[];
  response: WebhookResponse;
  /** The address that a tapped URI action opened. */
  opened?: string;
}

/** Somebody in a chat with an account. */
export interface Actor {
  bot: Bot;
  person: Person;
  relation: Relation;
  place: Place;
  group?: Group | undefined;
  entries: Entry[];
}

/** The control API was asked for something that does not exist. */
export class UnknownError extends Error {}

export function getBot(sim: Simulator, channelId: string): Bot {
  const bot = sim.world.bots.get(channelId);
  if (!bot) throw new UnknownError(`There is no bot with channel ID ${channelId}; add it with addBot.`);
  return bot;
}

export function getPerson(sim: Simulator, userId: string): Person {
  const person = findPerson(sim.world, userId);
  if (!person) throw new UnknownError(`There is nobody with user ID ${userId}; add them with addPerson.`);
  return person;
}

export function getGroup(sim: Simulator, groupId: string): Group {
  const group = sim.world.groups.get(groupId);
  if (!group) throw new UnknownError(`There is no group ${groupId}; add it with createGroup.`);
  return group;
}

export function getActor(sim: Simulator, input: ActInput): Actor {
  const bot = getBot(sim, input.channelId);
  const person = getPerson(sim, input.userId);
  const relation = relationOf(sim.world, bot, person);
  const group = input.groupId === undefined ? undefined : getGroup(sim, input.groupId);
  const place = group ? placeInGroup(group, relation.userId) : placeOf(relation.userId);
  return { bot, person, relation, group, place, entries: group?.entries ?? relation.entries };
}

export function placeOf(userId: string): Place {
  return { chatId: userId, source: { type: 'user', userId } };
}

export function placeInGroup(group: Group, userId?: string): Place {
  const id = group.kind === 'group' ? { groupId: group.groupId } : { roomId: group.groupId };
  return { chatId: group.groupId, source: { type: group.kind, ...id, ...(userId !== undefined && { userId }) } };
}

/** Sends one event of an act and reports both. */
export async function sendEvent(
  sim: Simulator,
  input: Pick<ActInput, 'webhook' | 'standby'>,
  { bot, place }: Pick<Actor, 'bot' | 'place'>,
  type: string,
  fields: JsonObject,
  options: EventOptions = { isReplyable: true },
): Promise<ActResult> {
  const event = newEvent(sim, bot, type, place, fields, { ...options, isStandby: input.standby });
  return sendEvents(sim, input, bot, [event]);
}

/** Posts events; a bot that is not in the chat gets none. */
export async function sendEvents(
  sim: Simulator,
  input: Pick<ActInput, 'webhook'>,
  bot: Bot,
  events: WebhookEvent[],
): Promise<ActResult> {
  sim.touch();
  return { events, response: await sim.webhooks.deliver(bot, events, input.webhook) };
}

/** Writes into the chat what somebody did, and tells it. */
export function noteDeed(sim: Simulator, actor: Actor, act: string, detail?: JsonObject): void {
  const entry = { kind: 'did' as const, at: sim.clock.now(), act, ...(detail && { detail }) };
  addEntry(actor.entries, entry, sim.settings.chatEntriesMax);
  const text = detail ? `${act} ${JSON.stringify(detail)}` : act;
  sim.tell?.({ kind: 'did', channelId: actor.bot.channelId, userId: actor.relation.userId, text });
}

/** IDs of people as an account sees them. */
export function sourcesOf(people: Iterable<Person>, bot: Bot): JsonObject[] {
  return [...people].map((person) => ({ type: 'user', userId: userIdFor(person, bot.providerId) }));
}
