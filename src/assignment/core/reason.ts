import { assertNever } from '../../shared/assert-never.js';

/** Why a conversation was given to somebody, went to a team, or back. Teams by their name. */
export type Because =
  | { kind: 'rule'; rule: string }
  | { kind: 'opener' }
  | { kind: 'sticky'; answeredAt: Date }
  | { kind: 'roundRobin'; team: string | null }
  | { kind: 'leastBusy'; team: string | null; held: number; capacity: number }
  | { kind: 'overflow'; team: string | null; minutes: number }
  | { kind: 'handedBack'; staffId: string; offlineSince: Date }
  | { kind: 'left'; staffId: string }
  | { kind: 'notFree'; staffId: string; why: 'offline' | 'busy' | 'full' };

/** A reason as the thread has it: for programs, and as a sentence. */
export const reasonOf = (because: Because): { because: Because; reason: string } => ({
  because,
  reason: say(because),
});

function say(because: Because): string {
  switch (because.kind) {
    case 'rule':
      return `routing rule "${because.rule}"`;
    case 'opener':
      return 'opener: began this conversation';
    case 'sticky':
      return `sticky: answered last on ${because.answeredAt.toISOString().slice(0, 10)}`;
    case 'roundRobin':
      return `roundRobin ${within(because.team)}`;
    case 'leastBusy':
      return `leastBusy ${within(because.team)}: had ${because.held} of ${because.capacity}`;
    case 'overflow':
      return `overflow from ${nameOf(because.team)} after ${because.minutes} min`;
    case 'handedBack':
      return `handed back: offline since ${because.offlineSince.toISOString()}`;
    case 'left':
      return `handed back: ${because.staffId} does not answer here any more`;
    case 'notFree':
      return `put back: ${because.why} when the conversation went on`;
    default:
      return assertNever(because);
  }
}

const within = (team: string | null): string => (team === null ? 'in the channel' : `in team ${team}`);
const nameOf = (team: string | null): string => (team === null ? 'the channel' : `team ${team}`);
