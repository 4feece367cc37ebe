import type { JsonObject } from '../json.js';
import type { Bot } from './bot.js';
import type { Content, Delivery } from './chat.js';
import type { Group } from './group.js';
import { type Person, userIdFor } from './person.js';
import type { Relation } from './relation.js';

/** A channel access token or LINE Login token that somebody holds. */
export interface IssuedToken {
  token: string;
  kind: 'v2.1' | 'stateless' | 'shortLived' | 'login' | 'refresh';
  channelId: string;
  issuedAt: number;
  expiresAt: number;
  keyId?: string | undefined;
  /** LINE Login tokens: the person and what was granted. */
  userId?: string | undefined;
  scope?: string | undefined;
  revokedAt?: number | undefined;
}

/** The right to answer one event once. */
export interface ReplyToken {
  channelId: string;
  /** User, group or room ID. */
  chatId: string;
  eventAt: number;
  deliveredAt: number;
  usedAt?: number | undefined;
}

/** Everything that exists. */
export interface World {
  bots: Map<string, Bot>;
  /** By `userId` of the home provider. */
  people: Map<string, Person>;
  /** The same people by their IDs in other providers. */
  peopleByOtherId: Map<string, Person>;
  groups: Map<string, Group>;
  contents: Map<string, Content>;
  tokens: Map<string, IssuedToken>;
  replyTokens: Map<string, ReplyToken>;
  /** Broadcasts, narrowcasts and unit sends by request ID, for statistics. */
  deliveries: Map<string, Delivery & { channelId: string; reachedIds: string[] }>;
  /** Key pair that signs ID tokens, as JWK. */
  loginKey?: JsonObject | undefined;
  audienceCount: number;
}

export function createWorld(): World {
  return {
    bots: new Map(),
    people: new Map(),
    peopleByOtherId: new Map(),
    groups: new Map(),
    contents: new Map(),
    tokens: new Map(),
    replyTokens: new Map(),
    deliveries: new Map(),
    audienceCount: 0,
  };
}

/** The person behind any of their IDs. */
export function findPerson(world: World, userId: string): Person | undefined {
  return world.people.get(userId) ?? world.peopleByOtherId.get(userId);
}

/** The person whom this account knows under this ID; another provider's ID finds nobody. */
export function findPersonOf(world: World, bot: Bot, userId: string): Person | undefined {
  const person = findPerson(world, userId);
  return person && userIdFor(person, bot.providerId) === userId ? person : undefined;
}

/** The relation of a person and an account, made at their first contact. */
export function relationOf(world: World, bot: Bot, person: Person): Relation {
  person.homeProviderId ??= bot.providerId;
  const userId = userIdFor(person, bot.providerId);
  const known = bot.relations.get(userId);
  if (known) return known;
  if (userId !== person.userId) world.peopleByOtherId.set(userId, person);
  const relation: Relation = { person, userId, isFriend: false, isBlocked: false, entries: [] };
  bot.relations.set(userId, relation);
  return relation;
}
