import { z } from 'zod';
import { getBot, getGroup, getPerson } from '../acts/act.js';
import { asText } from '../json.js';
import type { Simulator } from '../simulator.js';
import type { Relation } from '../world/relation.js';
import { visibleMenu } from '../acts/tap.js';
import { findDuplicates } from '../ledger/duplicates.js';
import type { Ledger } from '../ledger/ledger.js';
import { userIdFor } from '../world/person.js';
import { presentBot, presentEntries, presentPerson, presentRichMenu } from './present.js';
import { UserId } from './setup-verbs.js';
import { verb } from './verb.js';

const OfPerson = z.object({ channelId: z.string(), userId: UserId });
const Method = z.enum(['reply', 'push', 'multicast', 'narrowcast', 'broadcast']);
const Filter = z.object({
  channelId: z.string().optional(),
  /** Milliseconds of the simulator's clock. */
  since: z.number().optional(),
  method: Method.optional(),
});

/** What is to be seen from outside. */
export const readVerbs = {
  person: verb(UserId, (sim, userId) => {
    const person = getPerson(sim, userId);
    const relations = [...sim.world.bots.values()].flatMap((bot) => {
      const relation = bot.relations.get(userIdFor(person, bot.providerId));
      if (!relation) return [];
      const { isFriend, isBlocked, richMenuId = null } = relation;
      return [{ channelId: bot.channelId, userId: relation.userId, isFriend, isBlocked, richMenuId }];
    });
    return { ...presentPerson(person), relations };
  }),
  people: verb(z.undefined().optional(), (sim) => [...sim.world.people.values()].map(presentPerson)),
  /** Everything that passed in the 1:1 chat, oldest first. */
  chat: verb(OfPerson.extend({ last: z.number().int().min(1).optional() }), (sim, { channelId, userId, last }) => {
    const relation = lookAt(sim, channelId, userId);
    const entries = last === undefined ? relation.entries : relation.entries.slice(-last);
    return {
      entries: presentEntries(entries, channelId, relation.userId),
      isFriend: relation.isFriend,
      isBlocked: relation.isBlocked,
      loadingUntil: relation.loadingUntil ?? null,
      readMessageId: relation.readMessageId ?? null,
      now: sim.clock.now(),
      /** Whether LINE marks everything as read when it arrives. */
      isReadAtOnce: getBot(sim, channelId).markAsReadMode === 'auto',
    };
  }),
  groupChat: verb(z.object({ channelId: z.string(), groupId: z.string() }), (sim, { channelId, groupId }) => ({
    entries: presentEntries(getGroup(sim, groupId).entries, channelId, groupId),
  })),
  /** The rich menu in front of the person, or null. */
  menu: verb(OfPerson, (sim, input) => {
    const bot = getBot(sim, input.channelId);
    const relation = lookAt(sim, input.channelId, input.userId);
    const menu = visibleMenu({ bot, relation });
    if (!menu) return null;
    const presented = presentRichMenu(bot, menu);
    return { ...presented, alias: presented.aliases[0] ?? null, isLinked: relation.richMenuId === menu.richMenuId };
  }),
  bot: verb(z.string(), (sim, channelId) => presentBot(getBot(sim, channelId))),
  bots: verb(z.undefined().optional(), (sim) => [...sim.world.bots.values()].map(presentBot)),
  richMenus: verb(z.string(), (sim, channelId) => {
    const bot = getBot(sim, channelId);
    return [...bot.richMenus.values()].map((menu) => presentRichMenu(bot, menu));
  }),
  /** How many people have each menu linked, by its name; nobody's own under an empty one. */
  menuCounts: verb(z.string(), (sim, channelId) => {
    const bot = getBot(sim, channelId);
    const counts: Record<string, number> = {};
    for (const { richMenuId } of bot.relations.values()) {
      const name =
        richMenuId === undefined ? '' : (asText(bot.richMenus.get(richMenuId)?.object['name']) ?? richMenuId);
      counts[name] = (counts[name] ?? 0) + 1;
    }
    return counts;
  }),
  /** The image of a rich menu, base64. */
  richMenuImage: verb(z.object({ channelId: z.string(), richMenuId: z.string() }), (sim, input) => {
    const image = getBot(sim, input.channelId).richMenus.get(input.richMenuId)?.image;
    return image ? { contentType: image.contentType, bytes: image.bytes.toString('base64') } : null;
  }),
  ledger: verb(Filter.optional(), (sim, filter = {}) => ({
    accepted: acceptedRows(sim.ledger, filter).map(({ reachedIds, ...row }) => ({
      ...row,
      reached: reachedIds.length,
    })),
    refused: sim.ledger.refused.filter((row) => isWanted(row, filter)),
    refusedCounts: countRefused(sim.ledger, filter),
    droppedRows: sim.ledger.droppedRows,
  })),
  bills: verb(z.string(), (sim, channelId) => {
    const bot = getBot(sim, channelId);
    return { billedByMonth: Object.fromEntries(bot.billed), reachedByDay: Object.fromEntries(bot.reached) };
  }),
  duplicates: verb(Filter.optional(), (sim, filter = {}) =>
    findDuplicates(acceptedRows(sim.ledger, filter), sim.ledger.droppedRows === 0),
  ),
  calls: verb(z.object({ channelId: z.string().optional() }).optional(), (sim, filter) =>
    sim.calls.list(filter?.channelId),
  ),
};

/** What is between a person and an account; looking must not make anything, so strangers get a blank one. */
function lookAt(sim: Simulator, channelId: string, userId: string): Relation {
  const person = getPerson(sim, userId);
  const bot = getBot(sim, channelId);
  const known = bot.relations.get(userIdFor(person, bot.providerId));
  return known ?? { person, userId, isFriend: false, isBlocked: false, entries: [] };
}

type Wanted = z.output<typeof Filter>;

function acceptedRows(ledger: Ledger, filter: Wanted) {
  return ledger.accepted.filter(
    (row) => isWanted(row, filter) && (filter.method === undefined || row.method === filter.method),
  );
}

function isWanted(row: { channelId: string; at: number }, { channelId, since = 0 }: Wanted): boolean {
  return row.at >= since && (channelId === undefined || row.channelId === channelId);
}

/** Endpoint and status to the number of refusals. */
function countRefused(ledger: Ledger, filter: Wanted): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const row of ledger.refused) {
    if (!isWanted(row, filter)) continue;
    const name = `${row.endpoint} ${row.status}`;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}
