import type { Simulator } from '../simulator.js';
import type { Bot } from '../world/bot.js';
import type { Delivery, Entry } from '../world/chat.js';
import { packed } from './pack.js';

/** One line of the state file: what it is, and the thing itself. */
export type StateLine = [kind: string, value: unknown, ...more: unknown[]];

/** Everything worth keeping, smallest parts first, in an order in which it can be read back. */
export function* stateLines(sim: Simulator): Generator<StateLine> {
  const { world } = sim;
  const saved = new Set<string>();
  yield ['clock', sim.clock.offset];
  yield ['messageCount', sim.ids.messageCount];
  yield ['audienceCount', world.audienceCount];
  if (world.loginKey) yield ['loginKey', world.loginKey];
  for (const person of world.people.values()) yield ['person', person];
  for (const bot of world.bots.values()) yield* botLines(sim, bot, saved);
  for (const group of world.groups.values()) {
    const entries = group.entries.slice(-sim.settings.savedChatEntriesMax);
    yield* deliveryLines(entries, saved);
    const members = [...group.members].map((person) => person.userId);
    yield ['group', { ...group, members, entries: entries.map(entryLine) }];
  }
  for (const [id, content] of world.contents) yield ['content', packed({ ...content, id })];
  for (const token of world.tokens.values()) yield ['token', token];
  for (const [token, right] of world.replyTokens) yield ['replyToken', token, right];
  for (const [key, value] of sim.retryKeys.entries()) yield ['retryKey', key, value];
  for (const call of sim.calls.list()) yield ['call', call];
  const dropped = Math.max(0, sim.ledger.accepted.length - sim.settings.savedLedgerRowsMax);
  yield ['droppedRows', sim.ledger.droppedRows + dropped];
  for (const row of sim.ledger.accepted.slice(dropped)) yield ['ledger', row];
}

function* botLines(sim: Simulator, bot: Bot, saved: Set<string>): Generator<StateLine> {
  const { relations, ...rest } = bot;
  yield ['bot', packed(rest)];
  for (const relation of relations.values()) {
    const entries = relation.entries.slice(-sim.settings.savedChatEntriesMax);
    yield* deliveryLines(entries, saved);
    const person = relation.person.userId;
    yield ['relation', bot.channelId, { ...relation, person, entries: entries.map(entryLine) }];
  }
}

function* deliveryLines(entries: Entry[], saved: Set<string>): Generator<StateLine> {
  for (const entry of entries) {
    if (entry.kind !== 'seen' || saved.has(entry.requestId)) continue;
    saved.add(entry.requestId);
    const clicks = [...entry.clicks].map(([url, { taps, people }]) => [
      url,
      taps,
      [...people].map((one) => one.userId),
    ]);
    yield ['delivery', { ...plain(entry), clicks }];
  }
}

/** A send is named by its request; the rest is written where it is. */
function entryLine(entry: Entry): unknown {
  return entry.kind === 'seen' ? entry.requestId : entry;
}

function plain(delivery: Delivery): Record<string, unknown> {
  return { ...delivery };
}
