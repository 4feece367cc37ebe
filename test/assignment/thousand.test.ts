import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { AgentModel } from '../../src/assignment/agent.model.js';
import { heldBy } from '../../src/assignment/core/agent.js';
import { followConversation } from '../../src/assignment/follow-conversation.js';
import { giveNext } from '../../src/assignment/give-out.js';
import { noteAnswered } from '../../src/assignment/note-answered.js';
import type { Context } from '../../src/context.js';
import { act } from '../../src/inbox/act.js';
import { ConversationModel } from '../../src/inbox/conversation.model.js';
import { hearGroup } from '../../src/inbox/index.js';
import { newId } from '../../src/infra/ids.js';
import { eachLimited } from '../../src/shared/each-limited.js';
import { buildApp, CHANNEL_ID, type TestApp } from '../support/build-app.js';
import { anAgent } from './a-team.js';

const CONVERSATIONS = 1_000;
const CAPACITY = 10;
const AGENTS = Array.from({ length: 5 }, (_, number) => `agent-${number}`);
const STICKY_EVERY = 5;
const AT_ONCE = 40;

let product: TestApp;
beforeAll(async () => {
  product = await buildApp({ roles: ['server'] });
  for (const id of AGENTS) await anAgent(product, id, { teamIds: [], capacity: CAPACITY });
  await product.api('PUT', '/api/v1/inbox/assignment', { mode: 'leastBusy', stickyDays: 30 });
});
afterAll(() => product.close());

/** In groups, so that what is measured is giving and no work on friends' records. */
async function open(number: number): Promise<void> {
  const groupId = `C${number}`;
  const said = { eventId: newId(), at: new Date(2026, 2, 9, 0, 0, 0, number), reply: null, preview: 'Hello?' };
  await hearGroup(product.app.ctx, { channelId: CHANNEL_ID, groupId }, said);
  const conversation = await ConversationModel.findOne({ groupId }).orFail().lean();
  const stickyId = stickyTo(number);
  if (stickyId !== null) await noteAnswered(conversation._id, stickyId, new Date());
  await followConversation(product.app.ctx, conversation._id);
}

const stickyTo = (number: number): string | null =>
  number % STICKY_EVERY === 0 ? (AGENTS[(number / STICKY_EVERY) % AGENTS.length] ?? null) : null;

/** One of several processes that give, with nothing to keep them apart. */
async function giveAll(ctx: Context): Promise<void> {
  for (let losses = 0; losses < 100;) {
    const outcome = await giveNext(ctx);
    if (outcome === 'nothing') return;
    losses = outcome === 'lost' ? losses + 1 : 0;
  }
  throw new Error('Nobody wins.');
}

async function loads(): Promise<number[]> {
  return (await AgentModel.find().sort({ _id: 1 }).lean()).map(heldBy);
}

test('1,000 conversations over five agents by two processes: nobody over capacity, alike, each to whom it is stuck', async () => {
  await eachLimited(
    Array.from({ length: CONVERSATIONS }, (_, number) => number),
    AT_ONCE,
    open,
  );
  let most = 0;
  const watching = new AbortController();
  const watched = (async () => {
    while (!watching.signal.aborted) most = Math.max(most, ...(await loads()));
  })();
  const served = new Map<string, number>();
  for (let left = CONVERSATIONS; left > 0;) {
    await Promise.all([giveAll(product.app.ctx), giveAll({ ...product.app.ctx })]);
    expect(await loads()).toEqual(AGENTS.map(() => CAPACITY));
    const given = await ConversationModel.find({ state: 'open', assigneeId: { $in: AGENTS } }).lean();
    left -= given.length;
    await eachLimited(given, AT_ONCE, async ({ _id, groupId, assigneeId }) => {
      served.set(assigneeId ?? '', (served.get(assigneeId ?? '') ?? 0) + 1);
      const stickyId = stickyTo(Number(groupId?.slice(1)));
      if (stickyId !== null) expect(assigneeId).toBe(stickyId);
      await act(product.app.ctx, _id, { kind: 'resolve' });
      await followConversation(product.app.ctx, _id);
    });
  }
  watching.abort();
  await watched;
  expect(most).toBe(CAPACITY);
  const counts = AGENTS.map((id) => served.get(id) ?? 0);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(CONVERSATIONS);
  expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
  expect(await loads()).toEqual(AGENTS.map(() => 0));
});
