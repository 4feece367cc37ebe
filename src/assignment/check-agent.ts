import { findAnswering } from '../access/index.js';
import type { Context } from '../context.js';
import { act, findConversations, listAssignedTo, type Conversation } from '../inbox/index.js';
import { AgentModel, type Agent } from './agent.model.js';
import { writeAgent } from './agents.js';
import { offlineSince, weightHeld } from './core/agent.js';
import { queueOf } from './core/queue.js';
import { reasonOf } from './core/reason.js';
import { followConversation } from './follow-conversation.js';
import { getPolicy } from './policies.js';
import { CHECK_EVERY_MS, holderOf, nextCheck } from './slots.js';
import { weighing } from './weigh.js';
import { wakeGiving } from './wake-giving.js';

export const CHECK_AGENT = 'assignment.check-agent';
const MINUTE_MS = 60_000;
const RESERVED_MS = 30_000; // giving takes far less; what is older is of a process that died
const ASSIGNED_MAX = 1_000;

/**
 * Sees whether what counts against an agent's capacity is theirs, and whether what is theirs counts. Of who is offline for as
 * long as the policy says, what waits for an answer goes back; what waits for the customer stays. Of who may not answer any more
 * all of it goes back.
 */
export async function checkAgent(ctx: Context, staffId: string): Promise<void> {
  const checkAt = nextCheck(ctx);
  // Read as it is set: whatever changes from then on sets it anew.
  const agent = await writeAgent({ _id: staffId }, { $set: { checkAt } });
  if (!agent) return;
  const isChanged = await reconcile(ctx, agent);
  const isGone = (await findAnswering([staffId])).size === 0;
  if (isGone) await handBackAll(ctx, agent);
  const since = isGone ? null : offlineSince(agent, ctx.clock.now());
  const dueAt = since && (await handBack(ctx, agent, since));
  if (dueAt) await writeAgent({ _id: staffId }, { $min: { checkAt: dueAt } });
  await writeAgent({ _id: staffId, checkAt, holding: [], reserved: [] }, { $unset: { checkAt: '' } });
  if (isChanged || isGone || since) wakeGiving(ctx);
}

/** Makes the account of an agent right; resolves to whether it was not. */
async function reconcile(ctx: Context, agent: Agent): Promise<boolean> {
  const { _id: staffId, holding, reserved } = agent;
  const theirs = await listAssignedTo(staffId, ASSIGNED_MAX);
  const known = await findConversations(holding);
  const notTheirs = holding.filter((id) => {
    const conversation = known.get(id);
    return !conversation || holderOf(conversation) !== staffId;
  });
  const uncounted = theirs.filter(({ _id }) => !holding.includes(_id)).map(({ _id }) => _id);
  const takes = await weighing(ctx);
  const reweighed = theirs
    .filter((one) => holding.includes(one._id) && takes(one) !== weightHeld(agent, one._id))
    .map(({ _id }) => _id);
  const now = ctx.clock.now().getTime();
  const left = reserved.filter(({ at }) => Math.abs(now - at.getTime()) > RESERVED_MS);
  for (const id of new Set([...notTheirs, ...uncounted, ...reweighed, ...left.map(({ id }) => id)]))
    await followConversation(ctx, id);
  for (const { id, at } of left)
    await writeAgent({ _id: staffId }, { $pull: { reserved: { id, at } }, $inc: { loadRev: 1 } });
  return notTheirs.length + left.length + reweighed.length > 0;
}

/** Hands back everything of who was suspended or removed, or may not answer any more: they never will. */
async function handBackAll(ctx: Context, { _id: staffId }: Agent): Promise<void> {
  for (const { _id } of await listAssignedTo(staffId, ASSIGNED_MAX)) {
    const because = { ...reasonOf({ kind: 'left', staffId }) };
    await act(
      ctx,
      _id,
      { kind: 'assign', staffId: null },
      { because, onlyIf: ({ state, assigneeId }) => state === 'open' && assigneeId === staffId },
    );
    await followConversation(ctx, _id);
  }
}

/** Hands back what is due; resolves to when the next is, or null when none will be. */
async function handBack(ctx: Context, { _id: staffId }: Agent, since: Date): Promise<Date | null> {
  const now = ctx.clock.now();
  const dues: number[] = [];
  for (const conversation of await listAssignedTo(staffId, ASSIGNED_MAX)) {
    const { handBackAfterMinutes } = await getPolicy(ctx, queueOf(conversation));
    if (handBackAfterMinutes === null) continue;
    const dueAt = since.getTime() + handBackAfterMinutes * MINUTE_MS;
    if (dueAt > now.getTime()) dues.push(dueAt);
    else if (conversation.waitingSince) await handBackOne(ctx, conversation, staffId, since);
  }
  return dues.length > 0 ? new Date(Math.min(...dues)) : null;
}

async function handBackOne(ctx: Context, { _id }: Conversation, staffId: string, since: Date): Promise<void> {
  await act(
    ctx,
    _id,
    { kind: 'assign', staffId: null },
    {
      because: { ...reasonOf({ kind: 'handedBack', staffId, offlineSince: since }) },
      onlyIf: ({ state, assigneeId, waitingSince }) =>
        state === 'open' && assigneeId === staffId && waitingSince !== undefined,
    },
  );
  await followConversation(ctx, _id);
}

const SWEEP_MAX = 200;

/** Wakes the looks at agents that are due. */
export async function sweepAgents(ctx: Pick<Context, 'clock' | 'wake'>): Promise<void> {
  const now = ctx.clock.now();
  // Nobody is to be looked at later than that, unless the clock was set back.
  const ahead = new Date(now.getTime() + 2 * CHECK_EVERY_MS);
  const due = await AgentModel.find({ $or: [{ checkAt: { $lte: now } }, { checkAt: { $gt: ahead } }] }, { _id: 1 })
    .sort({ checkAt: 1 })
    .limit(SWEEP_MAX)
    .lean();
  ctx.wake(
    CHECK_AGENT,
    due.map(({ _id }) => ({ staffId: _id })),
  );
}
