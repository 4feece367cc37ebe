import { findActiveStaff, findAnswering, type Staff } from '../access/index.js';
import type { Context } from '../context.js';
import { NotFoundError } from '../errors.js';
import { AgentModel, type Agent } from './agent.model.js';

const AGENTS_MAX = 2_000;

export interface AgentOfStaff {
  agent: Agent;
  staff: Staff;
}

/** Agents who may work now, by id: of a team, and as far as whoever asks sees the work of others. */
export async function listAgents(ctx: Pick<Context, 'actor' | 'caller'>, teamId?: string): Promise<AgentOfStaff[]> {
  const all = await withStaff(await AgentModel.find().sort({ _id: 1 }).limit(AGENTS_MAX).lean());
  return all.filter(({ staff }) => isSeen(ctx, staff) && (teamId === undefined || staff.teamIds.includes(teamId)));
}

/** One of them; NotFoundError for nobody, and for whom the caller does not see. */
export async function getSeenAgent(ctx: Pick<Context, 'actor' | 'caller'>, staffId: string): Promise<AgentOfStaff> {
  const [found] = await withStaff(await AgentModel.find({ _id: staffId }).lean());
  if (!found || !isSeen(ctx, found.staff)) throw new NotFoundError('agent', staffId);
  return found;
}

/** Throws NotFoundError for somebody of the staff whom the caller does not see. */
export async function requireSeenStaff(ctx: Pick<Context, 'actor' | 'caller'>, staffId: string): Promise<void> {
  const staff = (await findActiveStaff([staffId])).get(staffId);
  if (!staff || !isSeen(ctx, staff)) throw new NotFoundError('agent', staffId);
}

/** Agents with who they are; whoever may not work now, or not answer, is left out. */
export async function withStaff(agents: Agent[]): Promise<AgentOfStaff[]> {
  const active = await findAnswering(agents.map(({ _id }) => _id));
  return agents.flatMap((agent) => {
    const staff = active.get(agent._id);
    return staff ? [{ agent, staff }] : [];
  });
}

function isSeen({ actor, caller: { rights } }: Pick<Context, 'actor' | 'caller'>, { _id, teamIds }: Staff): boolean {
  if (rights.visibility === 'all') return true;
  if (actor.kind === 'staff' && actor.staffId === _id) return true;
  return rights.visibility === 'team' && teamIds.some((teamId) => rights.teamIds.includes(teamId));
}
