import type { z } from 'zod';
import type { Agent } from './agent.model.js';
import { availabilityOf, heldBy, offlineSince } from './core/agent.js';
import type { Explained } from './explain-assignment.js';
import type { AgentOfStaff } from './list-agents.js';
import type { PresentedAgent, PresentedAssignment, PresentedPresence } from './schemas.js';

/** An agent as they see themselves. */
export function presentPresence(agent: Agent, now: Date): z.infer<typeof PresentedPresence> {
  const { _id: id, availability: chosen, availabilityAt: chosenAt, seenAt, capacity, skills, lastGivenAt } = agent;
  return {
    id,
    availability: availabilityOf(agent, now),
    chosen,
    chosenAt,
    seenAt,
    offlineSince: offlineSince(agent, now),
    capacity,
    held: heldBy(agent),
    skills,
    lastGivenAt: lastGivenAt.getTime() === 0 ? null : lastGivenAt,
  };
}

/** An agent as others see them. */
export const presentAgent = (
  { agent, staff: { name, teamIds } }: AgentOfStaff,
  now: Date,
): z.infer<typeof PresentedAgent> => ({ ...presentPresence(agent, now), name, teamIds });

/** How it stands with who gets a conversation, as callers see it. */
export function presentAssignment(explained: Explained): z.infer<typeof PresentedAssignment> {
  const { assigneeId, policy, assignment, takes, ahead, nextId, candidates } = explained;
  return {
    assigneeId,
    mode: policy.mode,
    teamId: policy.teamId,
    queuedAt: assignment.queuedAt ?? null,
    ahead,
    takes,
    requiredSkills: [...new Set([...policy.requiredSkills, ...assignment.skills])],
    rule: assignment.routing?.rule ?? null,
    namedId: assignment.namedId ?? null,
    nextId,
    candidates,
  };
}
