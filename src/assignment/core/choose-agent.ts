import { availabilityOf, heldBy, roomOf, type Load, type Presence } from './agent.js';
import type { AssignmentPolicy } from './policy.js';

/** An agent as one who may be given a conversation. */
export interface Candidate extends Presence, Load {
  _id: string;
  skills: string[];
  teamIds: string[];
  lastGivenAt: Date;
}

/** A conversation that waits for somebody. */
export interface Wanted {
  skills: string[];
  /** Whom a routing rule names. */
  namedId: string | null;
  /** Who of the staff began it. */
  openerId: string | null;
  /** Who put it back, and is not given it again. */
  notTo: string | null;
}

/** Why an agent is not given a conversation. */
export type Obstacle =
  | { kind: 'notInPolicy' }
  | { kind: 'offline' }
  | { kind: 'busy' }
  | { kind: 'full'; held: number; capacity: number; takes: number }
  | { kind: 'missingSkills'; skills: string[] }
  | { kind: 'putBack' };

/** Why an agent cannot be given now what takes so much of their capacity; empty when they can. */
export function obstaclesNow(candidate: Presence & Load, takes: number, now: Date): Obstacle[] {
  const availability = availabilityOf(candidate, now);
  const { capacity } = candidate;
  return [
    ...(availability === 'online' ? [] : [{ kind: availability }]),
    ...(takes <= roomOf(candidate) ? [] : [{ kind: 'full' as const, held: heldBy(candidate), capacity, takes }]),
  ];
}

/** Whether a policy gives an agent anything at all. `teamId`: the team whose policy it is; null for that of a channel. */
export function takesPart(
  { _id, skills, teamIds }: Pick<Candidate, '_id' | 'skills' | 'teamIds'>,
  { members, requiredSkills }: AssignmentPolicy,
  teamId: string | null,
): boolean {
  const isIn = teamId === null || teamIds.includes(teamId);
  return isIn && (members === 'everybody' || members.includes(_id)) && missing(skills, requiredSkills).length === 0;
}

/**
 * Why a policy does not give this conversation, which takes so much of a capacity, to this agent; empty when it can. Whom a rule
 * names needs to be free alone.
 */
export function obstaclesOf(
  candidate: Candidate,
  wanted: Wanted,
  { policy, teamId, takes, now }: { policy: AssignmentPolicy; teamId: string | null; takes: number; now: Date },
): Obstacle[] {
  const obstacles = obstaclesNow(candidate, takes, now);
  if (wanted.namedId === candidate._id) return obstacles;
  const lacking = missing(candidate.skills, [...policy.requiredSkills, ...wanted.skills]);
  const isIn = takesPart(candidate, { ...policy, requiredSkills: [] }, teamId);
  return [
    ...(isIn ? [] : [{ kind: 'notInPolicy' as const }]),
    ...obstacles,
    ...(lacking.length > 0 ? [{ kind: 'missingSkills' as const, skills: lacking }] : []),
    ...(wanted.notTo === candidate._id ? [{ kind: 'putBack' as const }] : []),
  ];
}

const missing = (skills: string[], needed: string[]): string[] => needed.filter((one) => !skills.includes(one));

export interface Choice {
  candidate: Candidate;
  by: 'named' | 'opener' | 'sticky' | 'roundRobin' | 'leastBusy';
}

/** Who of those who can be given a conversation gets it; null when there is nobody. */
export function chooseAgent(
  fit: Candidate[],
  { namedId, openerId, stickyId }: Pick<Wanted, 'namedId' | 'openerId'> & { stickyId: string | null },
  mode: AssignmentPolicy['mode'],
): Choice | null {
  const find = (id: string | null) => fit.find(({ _id }) => _id === id);
  const named = find(namedId);
  if (named) return { candidate: named, by: 'named' };
  if (mode === 'manual') return null;
  const opener = find(openerId);
  if (opener) return { candidate: opener, by: 'opener' };
  const sticky = find(stickyId);
  if (sticky) return { candidate: sticky, by: 'sticky' };
  const [next] = fit.toSorted((one, other) =>
    mode === 'leastBusy' ? shareOf(one) - shareOf(other) || byTurn(one, other) : byTurn(one, other),
  );
  return next ? { candidate: next, by: mode } : null;
}

const shareOf = (load: Load): number => heldBy(load) / load.capacity;

const byTurn = (one: Candidate, other: Candidate): number =>
  one.lastGivenAt.getTime() - other.lastGivenAt.getTime() || (one._id < other._id ? -1 : 1);

/** The turn of whoever is given one now: later than everybody's, also within one millisecond. */
export const nextTurn = (candidates: Pick<Candidate, 'lastGivenAt'>[], now: Date): Date =>
  new Date(Math.max(now.getTime(), ...candidates.map(({ lastGivenAt }) => lastGivenAt.getTime() + 1)));
