import type { ConversationFact } from '../../service/core/fact.js';
import { localTimeOf } from '../../shared/local-day.js';
import type { Row } from './row.js';

/** A friend who was asked, on this day, how an ended conversation was. */
export interface Asking {
  at: Date;
  /** From 1 to 5; null while unanswered. */
  score: number | null;
  /** The end that they were asked about. */
  about: ConversationFact;
}

/** What reports count of one day, in order of time. */
export function rowsOfDay(facts: readonly ConversationFact[], askings: readonly Asking[], timeZone: string): Row[] {
  const hourOf = (at: Date) => Number(localTimeOf(at, timeZone).slice(0, 2));
  const firstTeams = new Map<string, string>();
  for (const { conversationId, teamId } of facts)
    if (teamId !== null && !firstTeams.has(conversationId)) firstTeams.set(conversationId, teamId);
  const ofFacts = facts.map((fact): Row => {
    const { kind, conversationId, at, labels, measured, since } = fact;
    // A conversation opens without a team and is routed to one: it opened for that one.
    const teamId = fact.teamId ?? (kind === 'opened' ? (firstTeams.get(conversationId) ?? null) : null);
    const isTimed = kind !== 'breached';
    return {
      kind,
      conversationId,
      at,
      hour: hourOf(at),
      agentId: agentOf(fact),
      teamId,
      labels,
      clockMs: since ? at.getTime() - since.getTime() : isTimed && measured ? measured.clockMs : null,
      businessMs: isTimed && measured ? measured.businessMs : null,
      promise: measured?.promise ? { target: measured.target, isKept: measured.promise.isKept } : null,
      score: null,
    };
  });
  const ofAskings = askings.map(({ at, score, about }): Row => {
    const { conversationId, assigneeId: agentId, teamId, labels } = about;
    const hour = hourOf(at);
    return {
      kind: 'asked',
      conversationId,
      at,
      hour,
      agentId,
      teamId,
      labels,
      clockMs: null,
      businessMs: null,
      promise: null,
      score,
    };
  });
  return [...ofFacts, ...ofAskings].toSorted((one, other) => one.at.getTime() - other.at.getTime());
}

const STAFF = 'staff/';
/** What the id of an agent begins with that is a program. */
export const PROGRAM = 'apiKey/';

/** An answer counts for who gave it, whatever else happened for who had the conversation then. */
function agentOf({ kind, by, assigneeId }: ConversationFact): string | null {
  if (kind !== 'firstResponse' && kind !== 'nextResponse') return assigneeId;
  if (by.startsWith(STAFF)) return by.slice(STAFF.length);
  return by.startsWith(PROGRAM) ? by : null;
}
