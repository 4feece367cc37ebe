import { findActiveStaff, findAnswering, findTeam } from '../access/index.js';
import type { Context } from '../context.js';
import type { Escalation } from '../hours/core/service-policy.js';
import { changeConversation } from './change-conversation.js';
import type { Conversation } from './conversation.model.js';
import { decide } from './core/conversation.js';
import { priorityOf } from './core/priority.js';
import { PARTICIPANTS_MAX } from './edit-conversation.js';

const KEPT = 100;

type Does = Pick<Escalation, 'raiseTo' | 'moveTo' | 'assignTo' | 'addParticipants'>;

/**
 * Raises the priority, moves, assigns and adds people by itself. The same id does it once, also when staff have changed it
 * back since. `because` is told in the thread, with what was done and what could not be: whoever works here no longer,
 * or may not answer, is passed over.
 */
export async function escalateConversation(
  ctx: Pick<Context, 'actor' | 'clock' | 'publish' | 'signal'>,
  conversationId: string,
  { id, does, because }: { id: string; does: Does; because: Record<string, unknown> },
): Promise<Conversation> {
  const possible = await findPossible(does);
  return changeConversation(ctx, conversationId, (current) => {
    if (current.escalated?.includes(id) || current.state === 'resolved') return null;
    const after = escalated(current, possible.does, ctx.clock.now());
    const fields = Object.keys(after) as (keyof typeof after)[];
    const before = Object.fromEntries(fields.map((field) => [field, current[field]]));
    return {
      set: { ...after, escalated: [...(current.escalated ?? []), id].slice(-KEPT) },
      entry: 'escalated',
      announce: announcementOf(after),
      data: { because, before, after, ...(possible.missing.length > 0 ? { missing: possible.missing } : {}) },
    };
  });
}

/** Who takes part is nothing that listeners go by. */
function announcementOf({ assigneeId, teamId, priority }: Escalated): 'assigned' | 'edited' | null {
  if (assigneeId !== undefined) return 'assigned';
  return teamId === undefined && priority === undefined ? null : 'edited';
}

/** What of it names teams and people that there are. */
async function findPossible(does: Does): Promise<{ does: Does; missing: string[] }> {
  const { assignTo, moveTo, addParticipants } = does;
  const assigned = assignTo === null || assignTo === 'nobody' ? [] : [assignTo];
  const [answering, active] = await Promise.all([findAnswering(assigned), findActiveStaff(addParticipants)]);
  const passedOver = [
    ...assigned.filter((staffId) => !answering.has(staffId)),
    ...addParticipants.filter((staffId) => !active.has(staffId)),
  ];
  const isTeam = moveTo === null || (await findTeam(moveTo)) !== null;
  return {
    does: {
      ...does,
      moveTo: isTeam ? moveTo : null,
      assignTo: assigned.every((staffId) => answering.has(staffId)) ? assignTo : null,
      addParticipants: addParticipants.filter((staffId) => active.has(staffId)),
    },
    missing: [...new Set(passedOver), ...(isTeam || moveTo === null ? [] : [moveTo])],
  };
}

type Escalated = Partial<Pick<Conversation, 'priority' | 'teamId' | 'assigneeId' | 'heldSince' | 'participants'>>;

function escalated(current: Conversation, { raiseTo, moveTo, assignTo, addParticipants }: Does, now: Date): Escalated {
  const raised = raiseTo === null ? current.priority : priorityOf(raiseTo);
  const staffId = assignTo === 'nobody' ? null : assignTo;
  const assigned = assignTo === null ? null : decide(current, { kind: 'assign', staffId }, now);
  const participants = [...new Set([...current.participants, ...addParticipants])].slice(0, PARTICIPANTS_MAX);
  return {
    ...(raised > current.priority ? { priority: raised } : {}),
    ...(moveTo === null || moveTo === current.teamId ? {} : { teamId: moveTo }),
    ...(assigned?.kind === 'move' ? { assigneeId: assigned.next.assigneeId, heldSince: assigned.next.heldSince } : {}),
    ...(participants.length > current.participants.length ? { participants } : {}),
  };
}
