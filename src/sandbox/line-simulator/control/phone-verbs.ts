import { z } from 'zod';
import { getBot, getPerson } from '../acts/act.js';
import { callsFor } from '../ledger/calls-for.js';
import { summary } from '../sending/deliver.js';
import type { Entry } from '../world/chat.js';
import { userIdFor } from '../world/person.js';
import { UserId } from './setup-verbs.js';
import { verb } from './verb.js';

const PEOPLE_MAX = 100;
const SHOWN_MAX = 100;
const ENTRIES_LOOKED_AT = 20;

const OfPerson = z.object({ channelId: z.string(), userId: UserId });
const Latest = OfPerson.extend({ max: z.number().int().min(1).max(SHOWN_MAX).default(SHOWN_MAX) });

/** What the phone shows beside a chat: everybody whose phone it could be, and what passed between LINE and the account. */
export const phoneVerbs = {
  /** People by their names as an account knows them, those who came into this world first at the top; at most 100. */
  contacts: verb(
    z.object({ channelId: z.string(), search: z.string().max(100).default('') }),
    (sim, { channelId, search }) => {
      const bot = getBot(sim, channelId);
      const wanted = search.trim().toLowerCase();
      const contacts = [];
      for (const person of sim.world.people.values()) {
        if (person.isDeleted || !person.displayName.toLowerCase().includes(wanted)) continue;
        const userId = userIdFor(person, bot.providerId);
        const relation = bot.relations.get(userId);
        const { displayName, pictureUrl } = person;
        contacts.push({
          userId,
          displayName,
          pictureUrl: pictureUrl ?? null,
          isFriend: relation?.isFriend ?? false,
          isBlocked: relation?.isBlocked ?? false,
          last: lastSaid(relation?.entries ?? []),
        });
        if (contacts.length === PEOPLE_MAX) break;
      }
      return contacts;
    },
  ),
  /** Bytes of something that a person sent, base64; null when it is gone. */
  content: verb(z.object({ channelId: z.string(), messageId: z.string() }), (sim, { channelId, messageId }) => {
    const content = sim.world.contents.get(messageId);
    if (content?.channelId !== channelId || content.unsentAt !== undefined) return null;
    return { contentType: content.contentType, bytes: content.bytes.toString('base64') };
  }),
  /** The latest events that a person caused, with the answers of the account's server, newest first. */
  events: verb(Latest, (sim, { channelId, userId, max }) => {
    const known = userIdFor(getPerson(sim, userId), getBot(sim, channelId).providerId);
    return sim.webhooks.sentOf(channelId, known, max);
  }),
  /** The latest calls that an account made of LINE's API about a person, newest first; since the start alone. */
  callsFor: verb(Latest, (sim, { channelId, userId, max }) => {
    const known = userIdFor(getPerson(sim, userId), getBot(sim, channelId).providerId);
    return callsFor(sim, channelId, known, max);
  }),
};

/** When somebody spoke last in a chat, and a line of it; null when nothing was said lately. */
function lastSaid(entries: Entry[]): { at: number; text: string } | null {
  for (const entry of entries.slice(-ENTRIES_LOOKED_AT).toReversed()) {
    if (entry.kind === 'seen') return { at: entry.at, text: summary(entry.messages.at(-1) ?? {}) };
    if (entry.kind === 'said' && entry.unsentAt === undefined) return { at: entry.at, text: summary(entry.message) };
  }
  return null;
}
