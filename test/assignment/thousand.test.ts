import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { AgentModel } from '../../src/assignment/agent.model.js';
import { heldBy } from '../../src/assignment/core/agent.js';
import { followConversation } from '../../src/assignment/follow-conversation.js';
import { giveOut } from '../../src/assignment/give-out.js';
import { heartbeat } from '../../src/assignment/index.js';
import { noteAnswered } from '../../src/assignment/note-answered.js';
import { ConversationModel } from '../../src/inbox/conversation.model.js';
import { openConversation, openForGroup } from '../../src/inbox/open-conversation.js';
import { newId } from '../../src/infra/ids.js';
import { eachLimited } from '../../src/shared/each-limited.js';
import { buildApp, CHANNEL_ID, type TestApp } from '../support/build-app.js';
import { anAgent } from './a-team.js';

const CONVERSATIONS = 1_000;
const NUMBERS = Array.from({ length: CONVERSATIONS }, (_, number) => number);
const CAPACITY = 10;
const AGENTS = Array.from({ length: 5 }, (_, number) => `agent-${number}`);
const STICKY_EVERY = 5;
const AT_ONCE = 40;
const WATCH_MS = 50;

let product: TestApp;
beforeAll(async () => {
  product = await buildApp({ roles: ['server'] });
  for (const id of AGENTS) await anAgent(product, id, { teamIds: [], capacity: CAPACITY });
  await product.api('PUT', '/api/v1/inbox/assignment', { mode: 'leastBusy', stickyDays: 30 });
});
afterAll(() => product.close());

/** Conversations of groups, as they stand in the store once they are open, and what follows from that. */
async function openAll(): Promise<void> {
  const standing = { state: 'open' as const, heldSince: null, assigneeId: null };
  const about = { heard: null, friend: null };
  const opened = await openConversation(product.app.ctx, targetOf(0), standing, about);
  if (!opened) throw new Error('The first group has a conversation already.');
  const others = NUMBERS.slice(1).map((number) => ({ ...opened.conversation, ...targetOf(number), _id: newId() }));
  await ConversationModel.collection.insertMany(others as never);
  await eachLimited([opened.conversation, ...others], AT_ONCE, async ({ _id, groupId }) => {
    await followConversation(product.app.ctx, _id);
    const stickyId = stickyTo(groupId);
    if (stickyId !== null) await noteAnswered(_id, stickyId, new Date());
  });
}

const targetOf = (number: number) => openForGroup({ channelId: CHANNEL_ID, groupId: `C${number}` });

/** Every fifth group was answered before, by each agent in turn. */
function stickyTo(groupId: string | null): string | null {
  const number = Number(groupId?.slice(1));
  return number % STICKY_EVERY === 0 ? (AGENTS[(number / STICKY_EVERY) % AGENTS.length] ?? null) : null;
}

/** As the inbox leaves them, and what follows from that. */
async function resolveAll(ids: string[]): Promise<void> {
  await ConversationModel.updateMany({ _id: { $in: ids } }, { $set: { state: 'resolved' }, $inc: { rev: 1 } });
  await eachLimited(ids, AT_ONCE, async (id) => void (await followConversation(product.app.ctx, id)));
}

async function loads(): Promise<number[]> {
  return (await AgentModel.find().sort({ _id: 1 }).lean()).map(heldBy);
}

test('1,000 conversations over five agents by two processes: nobody over capacity, alike, each to whom it is stuck', async () => {
  await openAll();
  let most = 0;
  const watching = new AbortController();
  const watched = (async () => {
    for (; !watching.signal.aborted; await sleep(WATCH_MS)) most = Math.max(most, ...(await loads()));
  })();
  const served = new Map<string, number>();
  for (let left = CONVERSATIONS; left > 0;) {
    for (const id of AGENTS) await heartbeat(product.app.ctx, id);
    await Promise.all([giveOut(product.app.ctx), giveOut({ ...product.app.ctx })]);
    expect(await loads()).toEqual(AGENTS.map(() => CAPACITY));
    const given = await ConversationModel.find({ state: 'open', assigneeId: { $in: AGENTS } }).lean();
    left -= given.length;
    for (const { groupId, assigneeId } of given) {
      served.set(assigneeId ?? '', (served.get(assigneeId ?? '') ?? 0) + 1);
      const stickyId = stickyTo(groupId);
      if (stickyId !== null) expect(assigneeId).toBe(stickyId);
    }
    await resolveAll(given.map(({ _id }) => _id));
  }
  watching.abort();
  await watched;
  expect(most).toBe(CAPACITY);
  const counts = AGENTS.map((id) => served.get(id) ?? 0);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(CONVERSATIONS);
  expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
  expect(await loads()).toEqual(AGENTS.map(() => 0));
}, 120_000);
