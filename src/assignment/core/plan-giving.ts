import { assertNever } from '../../shared/assert-never.js';
import { heldBy } from './agent.js';
import { chooseAgent, nextTurn, obstaclesOf, type Candidate, type Choice, type Wanted } from './choose-agent.js';
import type { AssignmentPolicy } from './policy.js';
import type { Because } from './reason.js';

/** A conversation that waits, under the policy of where it does, with who answered its friend last. */
export interface Waiting {
  conversationId: string;
  wanted: Wanted;
  policy: AssignmentPolicy & { teamId: string | null; team: string | null };
  /** How much of a capacity it takes. */
  takes: number;
  sticky: { staffId: string; answeredAt: Date } | null;
  /** The routing rule that it met. */
  rule: string | null;
}

/** Who is to get which conversation, for what reason, and their turn afterwards. */
export interface Gift {
  conversationId: string;
  staffId: string;
  takes: number;
  because: Because;
  lastGivenAt: Date;
}

/** Gives conversations in their order to those who are free, each as if those before were given already. */
export function planGiving(waiting: Waiting[], free: Candidate[], now: Date): Gift[] {
  const agents = new Map(free.map((candidate) => [candidate._id, candidate]));
  const gifts: Gift[] = [];
  for (const one of waiting) {
    const { conversationId, wanted, policy, sticky, takes } = one;
    const present = [...agents.values()].map((candidate) => without(candidate, conversationId));
    const about = { policy, teamId: policy.teamId, takes, now };
    const fit = present.filter((candidate) => obstaclesOf(candidate, wanted, about).length === 0);
    const choice = chooseAgent(fit, { ...wanted, stickyId: sticky?.staffId ?? null }, policy.mode);
    if (!choice) continue;
    const { candidate } = choice;
    const lastGivenAt = nextTurn(present, now);
    gifts.push({ conversationId, staffId: candidate._id, takes, because: becauseOf(choice, one, now), lastGivenAt });
    const reserved = [...candidate.reserved, { id: conversationId, at: now, weight: takes }];
    agents.set(candidate._id, { ...candidate, reserved, lastGivenAt });
  }
  return gifts;
}

/** Room that a process took for this conversation before it died is there for it. */
const without = (candidate: Candidate, conversationId: string): Candidate => ({
  ...candidate,
  reserved: candidate.reserved.filter(({ id }) => id !== conversationId),
});

function becauseOf({ by, candidate }: Choice, { policy: { team }, sticky, rule }: Waiting, now: Date): Because {
  switch (by) {
    case 'named':
      return { kind: 'rule', rule: rule ?? '' };
    case 'opener':
      return { kind: 'opener' };
    case 'sticky':
      return { kind: 'sticky', answeredAt: sticky?.answeredAt ?? now };
    case 'roundRobin':
      return { kind: 'roundRobin', team };
    case 'leastBusy':
      return { kind: 'leastBusy', team, held: heldBy(candidate), capacity: candidate.capacity };
    default:
      return assertNever(by);
  }
}
