import type { Context } from '../context.js';
import type { Filter } from '../infra/mongo/model.js';
import { groupBy } from '../shared/group-by.js';
import { AgentModel, type Agent } from './agent.model.js';
import { AssignmentModel, type Assignment } from './assignment.model.js';
import { hasRoom, THERE_MS } from './core/agent.js';
import { takesPart, type Candidate } from './core/choose-agent.js';
import { comparePlaces } from './core/queue.js';
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
  const people = await withStaff(online.filter(hasRoom));
  return people.map(({ agent, staff: { teamIds } }) => ({ ...agent, teamIds, stored: agent }));
}

/** A conversation that waits, and the policy of where it does. */
export interface Next {
  assignment: Assignment;
  policy: QueuePolicy;
}

/** What is given next to one of those who are free: what waits for somebody by name, else what is first; null for nothing. */
export async function findNext(ctx: Pick<Context, 'clock'>, free: Candidate[]): Promise<Next | null> {
  if (free.length === 0) return null;
  return (await findNamed(ctx, free)) ?? findFirst(ctx, free);
}

async function findNamed(ctx: Pick<Context, 'clock'>, free: Candidate[]): Promise<Next | null> {
  const ids = free.map(({ _id }) => _id);
  const assignment = await AssignmentModel.findOne({ namedId: { $in: ids }, queue: { $gt: '' } }).lean();
  return assignment && { assignment, policy: await getPolicy(ctx, assignment.queue ?? '') };
}

/** The first, by priority and then by waiting, of all that one of these can be given. */
async function findFirst(ctx: Pick<Context, 'clock'>, free: Candidate[]): Promise<Next | null> {
  const policies = (await listPolicies(ctx)).filter(({ mode }) => mode !== 'manual');
  const heads = await Promise.all(
    policies.map(async (policy): Promise<Next[]> => {
      const part = free.filter((candidate) => takesPart(candidate, policy, policy.teamId));
      if (part.length === 0) return [];
      const [assignment] = await AssignmentModel.find({ queue: policy.queue, $or: fitFor(part) } as Filter<Assignment>)
        .sort({ priority: -1, since: 1, _id: 1 })
        .limit(1)
        .lean();
      return assignment ? [{ assignment, policy }] : [];
    }),
  );
  const [first] = heads.flat().toSorted((one, other) => comparePlaces(one.assignment, other.assignment));
  return first ?? null;
}

/** What one of these can be given: it needs nothing that they cannot do, and they did not put it back. */
function fitFor(candidates: Candidate[]): object[] {
  const bySkills = groupBy(candidates, ({ skills }) => skills.join('\n'));
  return Array.from(bySkills.values(), (alike) => {
    const [{ _id, skills }] = alike as [Candidate];
    return {
      skills: { $not: { $elemMatch: { $nin: skills } } },
      // Of two who can do the same, one did not put it back.
      ...(alike.length === 1 ? { notTo: { $ne: _id } } : {}),
    };
  });
}
