import { findAnswering, listActiveStaff, type Staff } from '../access/index.js';
import type { Context } from '../context.js';
import { getConversation } from '../inbox/index.js';
import type { Filter } from '../infra/mongo/model.js';
import { AgentModel, type Agent } from './agent.model.js';
import { newAgent } from './agents.js';
import { AssignmentModel, type Assignment } from './assignment.model.js';
import { chooseAgent, obstaclesOf, type Candidate, type Obstacle } from './core/choose-agent.js';
import { weightOf } from './core/weight.js';
import { queueOf } from './core/queue.js';
import { findSticky } from './find-sticky.js';
import { ensureAssignment } from './follow-conversation.js';
import { getPolicy, type QueuePolicy } from './policies.js';

const CANDIDATES_MAX = 500;
const AHEAD_MAX = 1_000;

/** How it stands with who gets a conversation: by what policy, where in which queue, and who can have it or why not. */
export interface Explained {
  assigneeId: string | null;
  policy: QueuePolicy;
  assignment: Assignment;
  /** How much of a capacity it takes. */
  takes: number;
  /** How many are in front of it, at most AHEAD_MAX; null while it does not wait. */
  ahead: number | null;
  /** Who would be given it now; null for nobody. */
  nextId: string | null;
  candidates: { staffId: string; name: string; obstacles: Obstacle[] }[];
}

export async function explainAssignment(
  ctx: Pick<Context, 'actor' | 'caller' | 'clock'>,
  conversationId: string,
): Promise<Explained> {
  const conversation = await getConversation(ctx, conversationId);
  const policy = await getPolicy(ctx, queueOf(conversation));
  const assignment = await ensureAssignment(conversation);
  const { assigneeId } = conversation;
  const takes = weightOf(policy, conversation);
  const wanted = { ...assignment, namedId: assignment.namedId ?? null };
  const seen = (await findCandidates(policy, wanted.namedId)).map(({ name, candidate }) => ({
    name,
    candidate,
    obstacles: obstaclesOf(candidate, wanted, { policy, teamId: policy.teamId, takes, now: ctx.clock.now() }),
  }));
  const fit = seen.flatMap(({ candidate, obstacles }) => (obstacles.length === 0 ? [candidate] : []));
  const sticky = await findSticky(ctx, assignment, policy);
  const next = chooseAgent(fit, { ...wanted, stickyId: sticky?.staffId ?? null }, policy.mode);
  return {
    assigneeId,
    policy,
    assignment,
    takes,
    ahead: assignment.queue === undefined ? null : await countAhead(assignment),
    nextId: assignment.queue === undefined ? null : (next?.candidate._id ?? null),
    candidates: seen.map(({ candidate, name, obstacles }) => ({ staffId: candidate._id, name, obstacles })),
  };
}

/** Everybody of the team, and whom a rule names; of a channel, every agent. Who never took one is offline. */
async function findCandidates(
  { teamId }: QueuePolicy,
  namedId: string | null,
): Promise<{ name: string; candidate: Candidate }[]> {
  const agents = (filter: object) => AgentModel.find(filter).sort({ _id: 1 }).limit(CANDIDATES_MAX).lean();
  const inTeam = teamId === null ? null : await listActiveStaff(teamId);
  const ids = inTeam && [
    ...inTeam.slice(0, CANDIDATES_MAX).map(({ _id }) => _id),
    ...(namedId === null ? [] : [namedId]),
  ];
  const found = new Map((await agents(ids ? { _id: { $in: ids } } : {})).map((agent) => [agent._id, agent]));
  const people = await findAnswering(ids ?? [...found.keys()]);
  return Array.from(people.values(), (staff) => ({
    name: staff.name,
    candidate: candidateOf(staff, found.get(staff._id)),
  })).toSorted((one, other) => (one.candidate._id < other.candidate._id ? -1 : 1));
}

const NEVER = new Date(0);

const candidateOf = ({ _id, teamIds }: Staff, agent: Agent | undefined): Candidate => ({
  ...(agent ?? newAgent(_id, NEVER)),
  teamIds,
});

function countAhead({ _id, queue, priority, since }: Assignment): Promise<number> {
  const ahead = {
    queue,
    $or: [{ priority: { $gt: priority } }, { priority, since: { $lt: since } }, { priority, since, _id: { $lt: _id } }],
  } as Filter<Assignment>;
  return AssignmentModel.countDocuments(ahead, { limit: AHEAD_MAX });
}
