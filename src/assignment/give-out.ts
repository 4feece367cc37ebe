import type { Context } from '../context.js';
import { AppError } from '../errors.js';
import { act } from '../inbox/index.js';
import { withLease } from '../infra/mongo/lease.js';
import { assertNever } from '../shared/assert-never.js';
import { AssignmentModel } from './assignment.model.js';
import { heldBy } from './core/agent.js';
import { chooseAgent, nextTurn, obstaclesOf, type Choice } from './core/choose-agent.js';
import { reasonOf, type Because } from './core/reason.js';
import { findFreeAgents, findNext, type FreeAgent, type Next } from './find-next.js';
import { findSticky, type Sticky } from './find-sticky.js';
import { followConversation } from './follow-conversation.js';
import { reserveSlot, unreserveSlot } from './slots.js';
import { GIVE_OUT, wakeGiving } from './wake-giving.js';

const LEASE_MS = 15_000;
const RENEW_EVERY = 20;
const LOSSES_MAX = 20; // others who take at the same time are few; more in a row than this is a bug

/**
 * Gives conversations that wait to agents who are free, until nothing waits or nobody is free. One process at a time, so that
 * turns are exact; capacity holds even when two believe that they are the one.
 */
export async function giveOut(ctx: Context): Promise<void> {
  await withLease(ctx.clock, GIVE_OUT, LEASE_MS, async (renew) => {
    let losses = 0;
    for (let round = 1; losses < LOSSES_MAX; round += 1) {
      if (round % RENEW_EVERY === 0 && !(await renew())) return;
      const outcome = await giveNext(ctx);
      if (outcome === 'nothing') return;
      losses = outcome === 'lost' ? losses + 1 : 0;
    }
  });
}

/** Gives one conversation to one agent. `lost`: the agent or the conversation was somebody's meanwhile. */
export async function giveNext(ctx: Context): Promise<'given' | 'lost' | 'nothing'> {
  const free = await findFreeAgents(ctx);
  const next = await findNext(ctx, free);
  if (!next) return 'nothing';
  const chosen = await choose(ctx, next, free);
  // Whoever can be given it was free when it was found; that nobody can now is a policy that changed in between.
  if (!chosen) return 'lost';
  const { agent, because } = chosen;
  const { _id: conversationId } = next.assignment;
  const isBegun = agent.reserved.some(({ id }) => id === conversationId); // by a process that died
  const reserved = isBegun
    ? agent.stored
    : await reserveSlot(ctx, agent.stored, conversationId, nextTurn(free, ctx.clock.now()));
  if (!reserved) return 'lost';
  const isGiven = await assign(ctx, conversationId, agent._id, because);
  if (!isGiven) await unreserveSlot(agent.stored, reserved, conversationId);
  await followConversation(ctx, conversationId);
  return isGiven ? 'given' : 'lost';
}

async function choose(
  ctx: Pick<Context, 'clock'>,
  next: Next,
  free: FreeAgent[],
): Promise<{ agent: FreeAgent; because: Because } | null> {
  const { assignment, policy } = next;
  const now = ctx.clock.now();
  const wanted = { ...assignment, namedId: assignment.namedId ?? null };
  const about = { policy, teamId: policy.teamId, now };
  const fit = free.filter((candidate) => obstaclesOf(candidate, wanted, about).length === 0);
  const sticky = await findSticky(ctx, assignment, policy);
  const choice = chooseAgent(fit, { ...wanted, stickyId: sticky?.staffId ?? null }, policy.mode);
  return choice && { agent: choice.candidate, because: becauseOf(choice, next, sticky?.answeredAt ?? now) };
}

function becauseOf(
  { by, candidate }: Choice<FreeAgent>,
  { assignment, policy: { team } }: Next,
  answeredAt: Sticky['answeredAt'],
): Because {
  switch (by) {
    case 'named':
      return { kind: 'rule', rule: assignment.routing?.rule ?? '' };
    case 'opener':
      return { kind: 'opener' };
    case 'sticky':
      return { kind: 'sticky', answeredAt };
    case 'roundRobin':
      return { kind: 'roundRobin', team };
    case 'leastBusy':
      return { kind: 'leastBusy', team, held: heldBy(candidate), capacity: candidate.capacity };
    default:
      return assertNever(by);
  }
}

/** Gives the conversation, unless somebody has it by now or nobody is to. */
async function assign(ctx: Context, conversationId: string, staffId: string, because: Because): Promise<boolean> {
  try {
    const given = await act(
      ctx,
      conversationId,
      { kind: 'claim', staffId },
      {
        because: { ...reasonOf(because) },
        onlyIf: (current) => current.state === 'open' && current.assigneeId === null,
      },
    );
    return given.assigneeId === staffId;
  } catch (error) {
    // It is gone, or they may not work any more.
    if (error instanceof AppError) return false;
    throw error;
  }
}

/** Wakes the giving while something waits. */
export async function sweepWaiting(ctx: Pick<Context, 'wake'>): Promise<void> {
  if (await AssignmentModel.exists({ queue: { $gt: '' } })) wakeGiving(ctx);
}
