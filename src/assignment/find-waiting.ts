import type { Context } from '../context.js';
import type { Filter } from '../infra/mongo/model.js';
import { groupBy } from '../shared/group-by.js';
import { AgentModel, type Agent } from './agent.model.js';
import { AssignmentModel, type Assignment } from './assignment.model.js';
import { roomOf, THERE_MS } from './core/agent.js';
import { takesPart, type Candidate } from './core/choose-agent.js';
import type { Waiting } from './core/plan-giving.js';
import { comparePlaces } from './core/queue.js';
import { fitsInto, weightOf } from './core/weight.js';
import { findSticky } from './find-sticky.js';
import { withStaff } from './list-agents.js';
import { getPolicy, listPolicies, type QueuePolicy } from './policies.js';

const AGENTS_MAX = 2_000;

/** An agent who can be given something, as stored and as a candidate. */
export interface FreeAgent extends Candidate {
  stored: Agent;
}

/** Who can be given something now; whoever was given something longest ago in front. */
export async function findFreeAgents(ctx: Pick<Context, 'clock'>): Promise<FreeAgent[]> {
  const heardAfter = new Date(ctx.clock.now().getTime() - THERE_MS);
  const online = await AgentModel.find({ availability: 'online', seenAt: { $gt: heardAfter } })
    .sort({ lastGivenAt: 1 })
    .limit(AGENTS_MAX)
    .lean();
  const people = await withStaff(online.filter((agent) => roomOf(agent) > 0));
  return people.map(({ agent, staff: { teamIds } }) => ({ ...agent, teamIds, stored: agent }));
}

const AT_ONCE_MAX = 50;

/** What is given next to those who are free, in order; what waits for one of them by name is always looked at. */
export async function findWaiting(ctx: Pick<Context, 'clock'>, free: Candidate[]): Promise<Waiting[]> {
  if (free.length === 0) return [];
  const policies = (await listPolicies(ctx)).filter(({ mode }) => mode !== 'manual');
  const [named, ...heads] = await Promise.all([findNamed(free), ...policies.map((policy) => findHead(policy, free))]);
  const first = heads.flat().toSorted(comparePlaces).slice(0, AT_ONCE_MAX);
  const all = new Map([...named, ...first].map((assignment) => [assignment._id, assignment]));
  const inOrder = [...all.values()].toSorted(comparePlaces);
  return Promise.all(inOrder.map((assignment) => waitingOf(ctx, assignment)));
}

function findNamed(free: Candidate[]): Promise<Assignment[]> {
  const ids = free.map(({ _id }) => _id);
  return AssignmentModel.find({ namedId: { $in: ids }, queue: { $gt: '' } })
    .sort({ priority: -1, since: 1, _id: 1 })
    .limit(AT_ONCE_MAX)
    .lean();
}

/** The first of a queue, of all that one of these can be given. */
async function findHead(policy: QueuePolicy, free: Candidate[]): Promise<Assignment[]> {
  const part = free.filter((candidate) => takesPart(candidate, policy, policy.teamId));
  if (part.length === 0) return [];
  return AssignmentModel.find({ queue: policy.queue, $or: fitFor(part, policy) } as Filter<Assignment>)
    .sort({ priority: -1, since: 1, _id: 1 })
    .limit(AT_ONCE_MAX)
    .lean();
}

async function waitingOf(ctx: Pick<Context, 'clock'>, assignment: Assignment): Promise<Waiting> {
  const policy = await getPolicy(ctx, assignment.queue ?? '');
  return {
    conversationId: assignment._id,
    wanted: { ...assignment, namedId: assignment.namedId ?? null },
    policy,
    takes: weightOf(policy, assignment),
    sticky: await findSticky(ctx, assignment, policy),
    rule: assignment.routing?.rule ?? null,
  };
}

/** What one of these can be given: it needs nothing that they cannot do, takes no more than they have, and they did not put it back. */
function fitFor(candidates: Candidate[], policy: QueuePolicy): object[] {
  const bySkills = groupBy(candidates, ({ skills }) => skills.join('\n'));
  return Array.from(bySkills.values(), (alike) => {
    const [{ _id, skills }] = alike as [Candidate];
    return {
      ...fitsInto(policy, Math.max(...alike.map(roomOf))),
      skills: { $not: { $elemMatch: { $nin: skills } } },
      // Of two who can do the same, one did not put it back.
      ...(alike.length === 1 ? { notTo: { $ne: _id } } : {}),
    };
  });
}
