import type { Context } from '../context.js';
import { AppError } from '../errors.js';
import { act, findConversations, type Conversation } from '../inbox/index.js';
import { withLease } from '../infra/mongo/lease.js';
import { groupBy } from '../shared/group-by.js';
import { AgentModel, type Agent } from './agent.model.js';
import { AssignmentModel } from './assignment.model.js';
import { planGiving, type Gift } from './core/plan-giving.js';
import { USUAL_WEIGHT } from './core/weight.js';
import { reasonOf } from './core/reason.js';
import { findFreeAgents, findWaiting } from './find-waiting.js';
import { followConversation, settleQueue } from './follow-conversation.js';
import { weighing } from './weigh.js';
import { fillSlots, reserveSlots } from './slots.js';
import { GIVE_OUT, wakeGiving } from './wake-giving.js';

const LEASE_MS = 15_000;
const LOSSES_MAX = 20; // others who take at the same time are few; more in a row than this is a bug

/**
 * Gives conversations that wait to agents who are free, until nothing waits or nobody is free. One process at a time, so that
 * turns are exact; capacity holds even when two believe that they are the one.
 */
export async function giveOut(ctx: Context): Promise<void> {
  await withLease(ctx.clock, GIVE_OUT, LEASE_MS, async (renew) => {
    let losses = 0;
    do {
      const outcome = await giveSome(ctx);
      if (outcome === 'nothing') return;
      losses = outcome === 'lost' ? losses + 1 : 0;
    } while (losses < LOSSES_MAX && (await renew()));
  });
}

/** Gives the first of what waits. `lost`: all agents or conversations were somebody's meanwhile. */
export async function giveSome(ctx: Context): Promise<'given' | 'lost' | 'nothing'> {
  const free = await findFreeAgents(ctx);
  const gifts = planGiving(await findWaiting(ctx, free), free, ctx.clock.now());
  if (gifts.length === 0) return 'nothing';
  const stored = new Map(free.map((agent) => [agent._id, agent.stored]));
  const given = await Promise.all(
    Array.from(
      groupBy(gifts, ({ staffId }) => staffId),
      async ([staffId, own]) => {
        const agent = stored.get(staffId);
        return agent ? giveTo(ctx, agent, own) : 0;
      },
    ),
  );
  return given.some((count) => count > 0) ? 'given' : 'lost';
}

/** Resolves to how many an agent was given. */
async function giveTo(ctx: Context, agent: Agent, gifts: Gift[]): Promise<number> {
  const isReserved = gifts.every(({ conversationId, takes }) =>
    agent.reserved.some(({ id, weight = USUAL_WEIGHT }) => id === conversationId && weight === takes),
  );
  if (!isReserved && !(await reserveSlots(ctx, agent, gifts))) return 0;
  const given = (await Promise.all(gifts.map((gift) => assign(ctx, gift)))).flatMap((one) => one ?? []);
  const ids = gifts.map(({ conversationId }) => conversationId);
  const takes = new Map(gifts.map((gift) => [gift.conversationId, gift.takes]));
  const holding = given.map(({ _id: id }) => ({ id, weight: takes.get(id) ?? USUAL_WEIGHT }));
  await Promise.all([
    fillSlots(agent._id, { reserved: ids, holding }),
    ...given.map((conversation) => settleQueue(ctx, conversation)),
  ]);
  // What somebody else has, and what was resolved before it counted.
  const now = await findConversations(ids);
  const seen = new Map(given.map(({ _id, rev }) => [_id, rev]));
  const moved = ids.filter((id) => !seen.has(id) || now.get(id)?.rev !== seen.get(id));
  for (const id of moved) await followConversation(ctx, id);
  return given.length;
}

/** The conversation as theirs; null when somebody has it by now or nobody is to. */
async function assign(ctx: Context, { conversationId, staffId, takes, because }: Gift): Promise<Conversation | null> {
  const takesNow = await weighing(ctx);
  try {
    const given = await act(
      ctx,
      conversationId,
      { kind: 'claim', staffId },
      {
        because: { ...reasonOf(because) },
        // No more room was taken with them than it took when that was decided.
        onlyIf: (current) => current.state === 'open' && current.assigneeId === null && takesNow(current) === takes,
      },
    );
    return given.assigneeId === staffId ? given : null;
  } catch (error) {
    // It is gone, or they may not work any more.
    if (error instanceof AppError) return null;
    throw error;
  }
}

/** Wakes the giving while something waits and anybody may be free. */
export async function sweepWaiting(ctx: Pick<Context, 'wake'>): Promise<void> {
  const isAnybodyOnline = await AgentModel.exists({ availability: 'online' });
  if (isAnybodyOnline && (await AssignmentModel.exists({ queue: { $gt: '' } }))) wakeGiving(ctx);
}
