import type { ConversationState } from '../../friends/core/friend.js';
import type { Priority } from './priority.js';

/** What may happen to a conversation, as far as service levels and reports count it. */
export type HappeningKind =
  | 'opened'
  /** The friend said what nobody had answered, first of what then waited. */
  | 'inbound'
  /** Staff, or a program in their place, answered; the bot never does. */
  | 'answered'
  /** Answers did not arrive, and no later one did: what they answered goes on waiting as if they had not been given. */
  | 'notSent'
  /** Nobody of the staff owes anything: the bot has the turn, or they wait for the friend. */
  | 'paused'
  | 'resumed'
  | 'resolved'
  /** It ended because its friend was merged into another one, who has a conversation that goes on: nobody resolved anything. */
  | 'merged'
  | 'reopened'
  /** That it was resolved, or ended by a merge, was taken back: it goes on as if it had not been. */
  | 'undone'
  | 'handedOver'
  | 'assigned'
  | 'priority'
  | 'team';

/** Why a conversation ended or goes on that nobody resolved or reopened, as its entry says. */
export const BECAUSE_MERGED = 'merged';
export const BECAUSE_MERGE_UNDONE = 'mergeUndone';

/** One thing that happened to a conversation, with what it was then. */
export interface Happening {
  /** Of the change that it is part of. */
  rev: number;
  kind: HappeningKind;
  at: Date;
  /** `staff/…`, `apiKey/…`, `system/…`, or `friend` without saying which. */
  by: string;
  assigneeId: string | null;
  teamId: string | null;
  priority: Priority;
  labels: string[];
  /** Of `notSent`: when the first of those answers was given. */
  since?: Date;
}

/** A conversation, as far as this looks at it. */
export interface Followed {
  rev: number;
  state: ConversationState;
  snoozedUntil?: Date | undefined;
  waitingSince?: Date | undefined;
  heldSince: Date | null;
  assigneeId: string | null;
  teamId: string | null;
  priority: Priority;
  labels: string[];
  lastStaffAt: Date | null;
}

/**
 * What a change did to a conversation, in order. `before` is null for one that begins. A snooze until a time is no pause: it
 * is staff who put it off, and the friend goes on waiting.
 */
export function happenedIn(
  before: Followed | null,
  after: Followed,
  {
    at,
    by,
    isHandOver,
    isUndo = false,
    isMerge = false,
    notSentSince,
  }: {
    at: Date;
    by: string;
    isHandOver: boolean;
    isUndo?: boolean;
    isMerge?: boolean;
    notSentSince?: Date | undefined;
  },
): Happening[] {
  const { rev, assigneeId, teamId, priority, labels } = after;
  const told = (kind: HappeningKind, when = at): Happening => ({
    rev,
    kind,
    at: when,
    by,
    assigneeId,
    teamId,
    priority,
    labels,
  });
  if (!before) {
    const begun = told('opened', after.waitingSince && after.waitingSince < at ? after.waitingSince : at);
    return [begun, ...(isHandOver ? [told('handedOver')] : [])];
  }
  const happened: Happening[] = [];
  const { waitingSince } = before;
  if (waitingSince && after.waitingSince?.getTime() !== waitingSince.getTime())
    happened.push({ ...told('inbound', waitingSince), by: 'friend' });
  if (after.lastStaffAt && after.lastStaffAt.getTime() !== before.lastStaffAt?.getTime())
    happened.push(told('answered', after.lastStaffAt));
  if (notSentSince) happened.push({ ...told('notSent'), since: notSentSince });
  happened.push(...turnsIn(before, after).map((kind) => told(namedAs(kind, { isUndo, isMerge }))));
  if (isHandOver) happened.push(told('handedOver'));
  if (before.assigneeId !== assigneeId) happened.push(told('assigned'));
  if (before.priority !== priority) happened.push(told('priority'));
  if (before.teamId !== teamId) happened.push(told('team'));
  return happened;
}

function namedAs(kind: HappeningKind, { isUndo, isMerge }: { isUndo: boolean; isMerge: boolean }): HappeningKind {
  if (kind === 'resolved' && isMerge) return 'merged';
  return kind === 'reopened' && isUndo ? 'undone' : kind;
}

function turnsIn(before: Followed, after: Followed): HappeningKind[] {
  const [wasOver, isOver] = [before, after].map(({ state }) => state === 'resolved');
  if (isOver) return wasOver ? [] : ['resolved'];
  if (wasOver) return isPaused(after) ? ['reopened', 'paused'] : ['reopened'];
  if (isPaused(before) === isPaused(after)) return [];
  return [isPaused(after) ? 'paused' : 'resumed'];
}

/** Whether staff owe nothing for now. */
export const isPaused = ({ state, snoozedUntil }: Pick<Followed, 'state' | 'snoozedUntil'>): boolean =>
  state === 'pending' || (state === 'snoozed' && !snoozedUntil);
