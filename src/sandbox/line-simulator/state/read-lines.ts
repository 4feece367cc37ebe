import type { EndpointCalls } from '../ledger/calls.js';
import type { LedgerRow } from '../ledger/ledger.js';
import type { JsonObject } from '../json.js';
import type { Simulator } from '../simulator.js';
import type { Bot } from '../world/bot.js';
import type { Content, Delivery, Entry } from '../world/chat.js';
import type { Group } from '../world/group.js';
import type { Person } from '../world/person.js';
import type { Relation } from '../world/relation.js';
import { type IssuedToken, type ReplyToken, findPerson } from '../world/world.js';
import { unpacked } from './pack.js';

type Reader = (sim: Simulator, value: never, more: never) => void;

/** Deliveries read so far, so that every chat that received one holds the same object again. */
const deliveries = new WeakMap<Simulator, Map<string, Delivery>>();

const READERS: Record<string, Reader> = {
  clock: (sim, offset: number) => {
    sim.clock.offset = offset;
  },
  messageCount: (sim, count: number) => {
    sim.ids.messageCount = count;
  },
  audienceCount: (sim, count: number) => {
    sim.world.audienceCount = count;
  },
  loginKey: (sim, key: JsonObject) => {
    sim.world.loginKey = key;
  },
  person: (sim, person: Person) => {
    sim.world.people.set(person.userId, person);
  },
  bot: readBot,
  delivery: readDelivery,
  relation: readRelation,
  group: readGroup,
  content: (sim, value: JsonObject) => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by write-lines.ts
    const { id, ...content } = unpacked(value) as Content & { id: string };
    sim.world.contents.set(id, content);
  },
  token: (sim, token: IssuedToken) => {
    sim.world.tokens.set(token.token, token);
  },
  replyToken: (sim, token: string, right: ReplyToken) => {
    sim.world.replyTokens.set(token, right);
  },
  retryKey: (sim, key: string, value: ReturnType<Simulator['retryKeys']['entries']>[number][1]) => {
    sim.retryKeys.restore([[key, value]]);
  },
  call: (sim, row: EndpointCalls) => sim.calls.restore([row]),
  droppedRows: (sim, count: number) => {
    sim.ledger.droppedRows = count;
  },
  ledger: (sim, row: LedgerRow) => sim.ledger.accept(row),
};

/** Puts one line of a state file back where it belongs; kinds of a later version are left out. */
export function readLine(sim: Simulator, [kind, value, more]: [string, never, never]): void {
  READERS[kind]?.(sim, value, more);
}

function readBot(sim: Simulator, value: JsonObject): void {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by write-lines.ts
  const bot = { ...(unpacked(value) as Bot), relations: new Map<string, Relation>() };
  sim.world.bots.set(bot.channelId, bot);
  sim.channelIdByToken.set(bot.accessToken, bot.channelId);
  // Work that was waiting for the clock did not survive; what it would have done is lost, as in an outage.
  for (const narrowcast of bot.narrowcasts.values()) {
    if (narrowcast.phase === 'succeeded' || narrowcast.phase === 'failed') continue;
    const failedDescription = 'Internal error.';
    Object.assign(narrowcast, {
      phase: 'failed',
      errorCode: 1,
      failedDescription,
      reserved: 0,
      completedAt: sim.clock.now(),
    });
  }
}

function readDelivery(
  sim: Simulator,
  value: Omit<Delivery, 'clicks'> & { clicks: [string, number, string[]][]; channelId?: string; reachedIds?: string[] },
): void {
  const clicks = value.clicks.map(([url, taps, userIds]) => {
    const people = new Set(userIds.flatMap((userId) => findPerson(sim.world, userId) ?? []));
    return [url, { taps, people }] as const;
  });
  const { channelId, reachedIds } = value;
  const delivery = { ...value, clicks: new Map(clicks) };
  known(sim).set(delivery.requestId, delivery);
  if (channelId !== undefined && reachedIds !== undefined) {
    sim.world.deliveries.set(delivery.requestId, { ...delivery, channelId, reachedIds });
  }
}

type SavedRelation = Omit<Relation, 'person' | 'entries'> & { person: string; entries: (string | Entry)[] };

function readRelation(sim: Simulator, channelId: string, value: SavedRelation): void {
  const person = findPerson(sim.world, value.person);
  const bot = sim.world.bots.get(channelId);
  if (!person || !bot) return;
  if (value.userId !== person.userId) sim.world.peopleByOtherId.set(value.userId, person);
  bot.relations.set(value.userId, { ...value, person, entries: readEntries(sim, value.entries) });
}

type SavedGroup = Omit<Group, 'members' | 'entries'> & { members: string[]; entries: (string | Entry)[] };

function readGroup(sim: Simulator, value: SavedGroup): void {
  const members = new Set(value.members.flatMap((userId) => findPerson(sim.world, userId) ?? []));
  sim.world.groups.set(value.groupId, { ...value, members, entries: readEntries(sim, value.entries) });
}

function readEntries(sim: Simulator, entries: (string | Entry)[]): Entry[] {
  return entries.flatMap((entry) => (typeof entry === 'string' ? (known(sim).get(entry) ?? []) : entry));
}

function known(sim: Simulator): Map<string, Delivery> {
  const found = deliveries.get(sim) ?? new Map<string, Delivery>();
  deliveries.set(sim, found);
  return found;
}
