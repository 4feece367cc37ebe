import type { Context } from '../context.js';
import { insertNew, untilWritten } from '../infra/mongo/model.js';
import { AgentModel, type Agent } from './agent.model.js';
import { CAPACITY_DEFAULT } from './core/agent.js';

/** Somebody of the staff before they took their first conversation: offline until they say otherwise. */
export const newAgent = (staffId: string, now: Date): Agent => ({
  _id: staffId,
  capacity: CAPACITY_DEFAULT,
  skills: [],
  availability: 'offline',
  availabilityAt: now,
  seenAt: null,
  holding: [],
  reserved: [],
  lastGivenAt: new Date(0),
  createdAt: now,
});

/** An agent, or null for somebody who is none yet. */
export const findAgent = (staffId: string): Promise<Agent | null> => AgentModel.findById(staffId).lean();

/** Somebody of the staff as an agent, from now on if they were none. */
export async function ensureAgent(ctx: Pick<Context, 'clock'>, staffId: string): Promise<Agent> {
  const found = await findAgent(staffId);
  if (found) return found;
  const now = ctx.clock.now();
  // What was theirs before they were an agent is found by looking at once.
  const agent: Agent = { ...newAgent(staffId, now), checkAt: now };
  await insertNew(AgentModel, [agent]);
  return (await findAgent(staffId)) ?? agent;
}

/** Writes to one agent under a condition; resolves to the agent as they are then, or null where it did not hold. */
export async function writeAgent(filter: object, update: object): Promise<Agent | null> {
  const written = await untilWritten(() =>
    AgentModel.collection.findOneAndUpdate(filter as never, update as never, { returnDocument: 'after' }),
  );
  return written as Agent | null;
}
