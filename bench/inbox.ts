import { setTimeout as sleep } from 'node:timers/promises';
import type { ConversationFact, MeasuredFact } from '../src/service/core/fact.js';
import { FactModel } from '../src/service/fact.model.js';
import { addDays, localDayOf } from '../src/shared/local-day.js';
import { chunk } from '../src/shared/chunk.js';
import type { ApiClient } from '../src/sandbox/api-client.js';
import { setUpBrand } from './brand.js';
import { insertConversations, MESSAGES_EACH } from './conversations.js';
import type { Figure } from './figure.js';
import { insertFriends } from './friends.js';
import { CHANNEL_ID, withInstallation } from './installation.js';
import type { BenchResult } from './result.js';
import { percentile } from './statistics.js';

const INSERTED_AT_ONCE = 1_000;
const ROUNDS = 40;
const WARM_UP_ROUNDS = 3;
const PAGE = 50;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const REPORTED_DAYS = 90;
const TIME_ZONE = 'Asia/Taipei'; // of the bench's channel
const LOOKS_MAX = 600;
const LOOK_EVERY_MS = 1_000;

interface Page {
  conversations: { id: string }[];
  next: string | null;
}

/**
 * How long a page of the inbox takes through the API, the newest and the longest waiting, opening one conversation with
 * the end of its thread, and a report by agent on the 90 days in which they were, over so many conversations of ten messages
 * and four facts each.
 */
export const measureInbox: Figure = (services, { conversations }) =>
  withInstallation(services, async ({ api, startWorker }) => {
    await setUpBrand(api);
    await insertFriends(conversations);
    const ids = await insertConversations();
    if (ids.length !== conversations) throw new Error(`${ids.length} of ${conversations} conversations stand.`);
    const common = { unit: 'ms', engine: services.engine, n: conversations };
    const results: BenchResult[] = [];
    for (const [name, ask] of Object.entries(questions(api, ids))) {
      const times = await time(ask);
      results.push({ name: `${name}-p50`, value: percentile(times, 0.5), ...common });
      results.push({ name: `${name}-p95`, value: percentile(times, 0.95), ...common });
    }
    await insertFacts(ids);
    const worker = await startWorker();
    const report = await reporting(api, conversations);
    // It would go on with what it has to make up for: so many conversations stand in a store at once nowhere else.
    await worker.stop();
    const times = await time(report);
    results.push({ name: 'inbox-report-p50', value: percentile(times, 0.5), ...common });
    results.push({ name: 'inbox-report-p95', value: percentile(times, 0.95), ...common });
    return results;
  });

/** Asks for the report once all its days are made. */
async function reporting(api: ApiClient, conversations: number): Promise<() => Promise<void>> {
  const today = localDayOf(new Date(), TIME_ZONE);
  const path = `/api/v1/reports/inbox?by=agent&from=${addDays(today, 1 - REPORTED_DAYS)}&until=${today}`;
  const ask = async () => {
    const { pending, total } = await api.get<{ pending: string[]; total: { opened: number } }>(path);
    return pending.length === 0 && total.opened === conversations;
  };
  for (let look = 0; !(await ask()); look += 1) {
    if (look === LOOKS_MAX) throw new Error('Not all days of the report were made: no figure.');
    await sleep(LOOK_EVERY_MS);
  }
  return async () => {
    if (!(await ask())) throw new Error('The report lacks conversations: no figure.');
  };
}

function questions(api: ApiClient, ids: string[]): Record<string, (round: number) => Promise<void>> {
  const list = (query: string) => async () => {
    const { conversations } = await api.get<Page>(`/api/v1/conversations?limit=${PAGE}&${query}`);
    if (conversations.length === 0) throw new Error(`The list under ${query} is empty: no figure.`);
  };
  return {
    'inbox-list': list('state=open'),
    'inbox-list-all': list('order=newest'),
    'inbox-list-waiting': list('state=open&order=waiting'),
    'inbox-list-mine': list('assignee=agent1'),
    'inbox-open': async (round) => {
      const id = ids[(round * 7_919) % ids.length] ?? '';
      const [, { lines }] = await Promise.all([
        api.get(`/api/v1/conversations/${id}`),
        api.get<{ lines: unknown[] }>(`/api/v1/conversations/${id}/messages?limit=${PAGE}`),
      ]);
      if (lines.length !== MESSAGES_EACH) throw new Error(`A thread shows ${lines.length} lines: no figure.`);
    },
  };
}

async function time(ask: (round: number) => Promise<void>): Promise<number[]> {
  const milliseconds: number[] = [];
  for (let round = 0; round < WARM_UP_ROUNDS + ROUNDS; round += 1) {
    const startedAt = performance.now();
    await ask(round);
    if (round >= WARM_UP_ROUNDS) milliseconds.push(performance.now() - startedAt);
  }
  return milliseconds;
}

/** Opened, taken, answered and settled, evenly over the days but the first, so that none is before it by the channel's clocks. */
async function insertFacts(ids: string[]): Promise<void> {
  const every = ((REPORTED_DAYS - 2) * DAY_MS) / ids.length;
  const now = Date.now();
  for (const [part, those] of chunk(ids, INSERTED_AT_ONCE).entries())
    await FactModel.collection.insertMany(
      those.flatMap((id, index) =>
        factsOf(
          id,
          part * INSERTED_AT_ONCE + index,
          new Date(now - DAY_MS - (part * INSERTED_AT_ONCE + index) * every),
        ),
      ) as never,
    );
}

function factsOf(conversationId: string, number: number, openedAt: Date): ConversationFact[] {
  const assigneeId = `agent${number % 100}`;
  const answeredMs = (1 + (number % 60)) * MINUTE_MS;
  const measured = (target: MeasuredFact['target'], clockMs: number): MeasuredFact => ({
    target,
    count: 1,
    startedAt: openedAt,
    clockMs,
    businessMs: clockMs / 2,
    calendarId: 'support',
    calendarVersion: 1,
    promise: null,
  });
  const fact = (kind: ConversationFact['kind'], afterMs: number, took: MeasuredFact | null): ConversationFact => ({
    _id: `${conversationId}/${kind}`,
    channelId: CHANNEL_ID,
    conversationId,
    friendId: null,
    groupId: null,
    kind,
    at: new Date(openedAt.getTime() + afterMs),
    rev: 1,
    by: `staff/${assigneeId}`,
    assigneeId: kind === 'opened' ? null : assigneeId,
    teamId: null,
    priority: 'normal',
    labels: [`label ${number % 20}`],
    measured: took,
  });
  return [
    fact('opened', 0, null),
    fact('assigned', answeredMs, null),
    fact('firstResponse', answeredMs, measured('firstResponse', answeredMs)),
    fact('resolved', 2 * answeredMs, measured('resolution', 2 * answeredMs)),
  ];
}
